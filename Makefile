# SPDX-License-Identifier: GPL-2.0-or-later
# make            the module for Debian 12's two kernels, and the programs
# make check      everything that can be tested
# make demo       real guests on the switch, in a kernel of their own
# make bench      what switching costs, beside the rivals; BENCH=--quick in two minutes
# make install    on this host: module, programs, service
# make uninstall  removes them, except for the configuration
#
# KERNEL names one kernel: host (the one that runs), 6.1, 6.12, debug or fast.

KERNEL ?= 6.1
KERNELS := 6.1 6.12
BUILD := $(CURDIR)/build
PREFIX ?= /usr
DESTDIR ?=

# Parts are built one after the other, each with all CPUs if make is not told otherwise.
jobs = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: all modules module programs selftests check demo bench install uninstall clean
.NOTPARALLEL:

all: modules programs

modules:
	$(foreach kernel,$(KERNELS),scripts/build-module $(kernel) &&) true

module:
	scripts/build-module $(KERNEL)

programs:
	scripts/install-packages programs
	$(MAKE) $(jobs) -C userspace BUILD=$(BUILD) all

selftests: programs
	$(MAKE) $(jobs) -C selftests BUILD=$(BUILD)

check:
	scripts/check

demo:
	scripts/demo

bench:
	scripts/bench $(BENCH)

install: KERNEL := host
install: programs
	scripts/build-module $(KERNEL)
	scripts/install $(KERNEL) "$(DESTDIR)" "$(PREFIX)"

uninstall:
	scripts/install --remove "$(DESTDIR)" "$(PREFIX)"

clean:
	rm -rf $(BUILD)
