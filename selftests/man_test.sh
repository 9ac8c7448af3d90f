#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the examples of the manual pages, in their order, and the forms of flowctl that
# flowctl-openvswitch(7) tells.
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

pages=$(dirname "$(readlink -f "$0")")/../packaging/man

# usage: examples PAGE: what stands in its section EXAMPLES between .EX and .EE
examples()
{
	awk '
		/^\.SH / { inside = ($2 == "EXAMPLES") }
		/^\.EX/ { verbatim = inside; next }
		/^\.EE/ { verbatim = 0 }
		verbatim && !/^\.PP/' "$pages/$1" | sed 's/\\-/-/g'
}

# usage: forms PAGE: what is indented there
forms()
{
	sed -n '/^\.EX/,/^\.EE/ { s/\\-/-/g; s/^\t//p }' "$pages/$1"
}

# usage: systemctl stop|start flowd: where systemd does not run
systemctl()
{
	case $1 in
	stop) end_flowd TERM ;;
	start) start_flowd "${@:3}" ;;
	esac
}

# usage: run_each examples|forms PAGE: with flowd's configuration where it is here
run_each()
{
	local line lines=0

	while read -r line; do
		line=${line//"/etc/flowswitch"/"$work"}
		lines=$((lines + 1))
		check "$2: $line" eval "$line"
	done < <("$1" "$2")
	check "$2 has $1" test $lines -gt 3
}

echo "TAP version 13"
add_interface eth1 tap0
examples flowd.conf.5 >"$work/flowd.conf"
check "the example of flowd.conf.5 has all sections" \
	eval "[ \$(grep -cE '^\[(Switch|Profile|Port|Fdb)\]' $work/flowd.conf) -eq 8 ]"
check "and no mistakes" flowd --check -c "$work/flowd.conf"
check "flowd starts with it" start_flowd
check "and the uplink is a port then" wait_for is_port eth1
end_flowd TERM
ip link del sw0

configure </dev/null
check "flowd starts with nothing" start_flowd
run_each forms flowctl-openvswitch.7
flowctl switch del br1
run_each examples flowctl.8
flowctl switch set sw0 ageing 500
flowctl flow add sw0 priority 9 actions goto 8
run_each examples flowd.8
check "flowd has read its configuration again" wait_for said "was read again"
check "the switch that was renamed has its ports" shows "^lan0 +eth1 " flowctl port
check "and its flows" shows "^lan0 +0 +9 " flowctl flow show lan0 table 0
check "and no other was made" fails ip link show sw0
finish
