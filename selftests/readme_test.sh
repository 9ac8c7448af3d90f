#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs what README.md tells its reader to type, in its order.
# Kernels: debug (what a reader types does not depend on it)
#
#    +-------------------+
#    |        sw0        |
#    |  eth1       tap0  |
#    +---|-----------|---+
#     (veth)      (veth)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

checkout=$(dirname "$(readlink -f "$0")")/..

# usage: blocks LANGUAGE HEADING: the fenced blocks below that heading, line by line
blocks()
{
	awk -v language="$1" -v heading="$2" '
		/^## / { inside = ($0 == "## " heading) }
		/^```/ { fenced = (inside && $0 == "```" language); next }
		fenced' "$checkout/README.md"
}

# Runs one line as the reader would; what it starts in the background gets time to come up.
run_line()
{
	local line=$1 status

	case $line in
	"flowd &")
		flowd 2>"$work/flowd.log" &
		flowd_pid=$!
		wait_for flowctl status
		;;
	*)
		eval "$line"
		;;
	esac >"$work/output" 2>&1
	status=$?
	case $line in
	"flowctl port add eth1"*) is_port eth1 || status=1 ;;
	"flowctl port add 'tap"*) is_port tap0 || status=1 ;;
	"flowctl port add p1"*) { is_port p0 && is_port p1; } || status=1 ;;
	esac
	result "$line" $status
}

run_blocks()
{
	local line

	while read -r line; do
		run_line "$line"
	done < <(blocks sh "$1")
}

make_targets_exist()
{
	local line

	while read -r line; do
		# "make install" builds for the running kernel, whose headers are not here.
		$line -n -C "$checkout" KERNEL=6.1 >"$work/output" 2>&1
		result "$line (target exists)" $?
	done < <(blocks sh "$1" | grep '^make')
}

example_configuration_is_right()
{
	blocks ini "The first switch" >"$work/flowd.conf"
	flowd --check -c "$work/flowd.conf" >"$work/output" 2>&1
	result "the example of a configuration file passes flowd --check" $?
}

echo "TAP version 13"
add_interface eth1 tap0
make_targets_exist "Try it, test it"
make_targets_exist "Measure it"
make_targets_exist "Install it"
run_line modprobe\ flowdp
run_line "flowd &"
run_blocks "The first switch"
example_configuration_is_right
rm -f /var/lib/flowswitch/intent.json
finish
