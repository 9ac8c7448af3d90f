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

here=$(dirname "$(readlink -f "$0")")
readme=$here/../README.md
work=$(mktemp -d)
number=0 failures=0

cleanup()
{
	pkill -x flowd
	ip link del sw0
	ip link del eth1
	ip link del tap0
	rm -rf "$work" /var/lib/flowswitch/intent.json
} >"$work/cleanup" 2>&1
trap cleanup EXIT

create()
{
	local name

	for name in eth1 tap0; do
		ip link add $name type veth peer name $name-peer
		ip link set $name up
		ip link set $name-peer up
	done
}

# usage: blocks LANGUAGE HEADING: the fenced blocks below that heading, line by line
blocks()
{
	awk -v language="$1" -v heading="$2" '
		/^## / { inside = ($0 == "## " heading) }
		/^```/ { fenced = (inside && $0 == "```" language); next }
		fenced' "$readme"
}

result()
{
	local name=$1 status=$2

	number=$((number + 1))
	if [ "$status" -eq 0 ]; then
		echo "ok $number $name"
	else
		echo "not ok $number $name"
		sed 's/^/# /' "$work/output"
		failures=$((failures + 1))
	fi
}

wait_for()
{
	local tries

	for tries in {1..100}; do
		"$@" >"$work/waiting" 2>&1 && return 0
		sleep 0.1
	done
	echo "waited for: $* ($tries times)" >>"$work/output"
	return 1
}

# Runs one line as the reader would; what it starts in the background gets time to come up.
run_line()
{
	local line=$1 status

	case $line in
	"flowd &")
		flowd 2>"$work/flowd.log" &
		wait_for flowctl status
		;;
	*)
		eval "$line"
		;;
	esac >"$work/output" 2>&1
	status=$?
	case $line in
	"flowctl port add eth1"*) port_is_there eth1 || status=1 ;;
	"flowctl port add 'tap"*) port_is_there tap0 || status=1 ;;
	esac
	result "$line" $status
}

port_is_there()
{
	flowctl -j port | grep -q "\"port\": \"$1\""
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
		$line -n -C "$here/.." KERNEL=6.1 >"$work/output" 2>&1
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
create
make_targets_exist "Try it, test it"
make_targets_exist "Install it"
run_line modprobe\ flowdp
run_line "flowd &"
run_blocks "The first switch"
example_configuration_is_right
echo "1..$number"
[ $failures -eq 0 ]
