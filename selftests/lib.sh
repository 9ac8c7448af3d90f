# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For the tests that are scripts: results in KTAP, hosts on a switch, flowd.
#
#    +--------- sw0 ---------+
#    |  port1 port2 port3 ...|      here
#    +----|-----|-----|------+
#        eth0  eth0  eth0           namespaces host1, host2, host3 ...
#
# Host N has the address 10.0.0.N and the MAC address 52:54:00:00:00:0N.
programs=${SELFTEST_PROGRAMS:-${BASH_SOURCE[0]%/*}/../build/selftests}
work=$(mktemp -d)
number=0 failures=0
flowd_pid=
links_before=(/sys/class/net/*)
exec {nothing}<> <(:)	# what never has anything to read

# usage: result NAME STATUS: what went before is in $work/output
result()
{
	number=$((number + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $number $1"
	else
		echo "not ok $number $1"
		sed 's/^/# /' "$work/output"
		failures=$((failures + 1))
	fi
}

# usage: check NAME COMMAND...
check()
{
	local name=$1

	shift
	"$@" >"$work/output" 2>&1
	result "$name" $?
}

# A program costs an emulated machine much, so what the shell can do itself it does.

# usage: prints FILE
prints()
{
	local text

	text=$(<"$1")
	printf '%s\n' "$text"
}

# usage: matches EXPRESSION FILE: some line of it does (an extended regular expression)
matches()
{
	local line

	while IFS= read -r line || [ -n "$line" ]; do
		[[ $line =~ $1 ]] && return 0
	done <"$2"
	return 1
}

# usage: refuses STATUS SENTENCE COMMAND...: exits so, and says this (a regular expression)
refuses()
{
	local wanted=$1 sentence=$2 status

	shift 2
	"$@" >"$work/refused" 2>&1
	status=$?
	prints "$work/refused"
	echo "exit status $status"
	[ $status -eq "$wanted" ] && matches "$sentence" "$work/refused"
}

# usage: fails COMMAND...
fails()
{
	! "$@"
}

# usage: shows TEXT COMMAND...: a regular expression
shows()
{
	local text=$1 status

	shift
	"$@" >"$work/shown"
	status=$?
	prints "$work/shown"
	[ $status -eq 0 ] && matches "$text" "$work/shown"
}

# usage: wait_for COMMAND...: up to half a minute, as a machine may be slow
wait_for()
{
	local tries

	for tries in {1..300}; do
		"$@" >"$work/waiting" 2>&1 && return 0
		read -rt 0.1 -u "$nothing"
	done
	echo "waited in vain, $tries times, for: $*"
	cat "$work/waiting"
	return 1
}

# usage: add_interface NAME...: each with something at its other end
add_interface()
{
	local name

	for name; do
		echo "link add $name up type veth peer name $name-peer"
		echo "link set $name-peer up"
	done | ip -batch -
}

# usage: add_host N: with its interface portN
add_host()
{
	ip -batch - <<-EOF
		netns add host$1
		link add port$1 up type veth peer name eth0 netns host$1 address 52:54:00:00:00:0$1
	EOF
	# It speaks only when it is told to, and does not ask again whether others are there.
	on "$1" sh -c "echo 1 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6
		echo 600 >/proc/sys/net/ipv4/neigh/eth0/delay_first_probe_time
		exec ip -batch -" <<-EOF
		addr add 10.0.0.$1/24 dev eth0
		link set lo up
		link set eth0 up
	EOF
	wait_for is_up "port$1"
}

# usage: is_up INTERFACE: it has carrier, and the kernel has taken note of it
is_up()
{
	[ "$(</sys/class/net/"$1"/operstate)" = up ]
}

# usage: on N COMMAND...: on host N, but for what /sys shows
on()
{
	local host=host$1

	shift
	nsenter --net="/run/netns/$host" "$@"
}

# usage: reaches N M: with its first frame, however long that takes
reaches()
{
	on "$1" ping -q -c 1 -W 20 "10.0.0.$2"
}

# usage: will_reach N M: as soon as what was changed is in force
will_reach()
{
	wait_for on "$1" ping -q -c 1 -W 2 "10.0.0.$2"
}

# usage: is_cut_off N M
is_cut_off()
{
	fails on "$1" ping -q -c 2 -i 0.2 -W 1 "10.0.0.$2" || return
	# Its question for the address is still open, and a ping that waits for that fails with it.
	on "$1" ip neigh flush to "10.0.0.$2"
}

# usage: send_frames N FRAME...: from host N, in hex, until the switch is done with them;
# short ones are padded
send_frames()
{
	local n=$1

	shift
	"$programs/send_frames" "/run/netns/host$n" "port$n" "$@"
}

# usage: send N DESTINATION SOURCE [COUNT]: frames of an experimental Ethertype
# (IEEE Std 802, 9.2.4) from host N; each of a count has the next source
send()
{
	local source=$((16#${3//:/})) frames=() i

	for ((i = 0; i < ${4:-1}; i++)); do
		printf -v "frames[i]" "$2%012x88b5" $((source + i))
	done
	send_frames "$1" "${frames[@]}"
}

# usage: received N: frames that host N got so far
received()
{
	[[ $(on "$1" cat /proc/net/dev) =~ eth0:\ *[0-9]+\ +([0-9]+) ]]
	echo "${BASH_REMATCH[1]}"
}

# usage: gets N LEAST COMMAND...: whether host N gets at least so many frames meanwhile
gets()
{
	local host=$1 least=$2 before after

	before=$(received "$host")
	shift 2
	"$@" || return
	after=$(received "$host")
	echo "$((after - before)) frames"
	[ $((after - before)) -ge "$least" ]
}

# usage: burst DESTINATION: 25 frames from host 1, many more than anybody sends by itself
burst()
{
	local frame=${1}52540000000188b5

	send_frames 1 "$frame"{,,,,}{,,,,}
}

# usage: configure <<text: what flowd is to do
configure()
{
	cat >"$work/flowd.conf"
}

# Hosts 1 and 2, and a configuration that has every port in VLAN 10 of sw0.
add_two_hosts()
{
	configure <<-EOF
		[Switch]
		Name=sw0
		[Port]
		Match=port*
		Switch=sw0
		Vlan=10
	EOF
	add_host 1
	add_host 2
}

# usage: start_flowd [OPTION...]: until it answers
start_flowd()
{
	flowd -c "$work/flowd.conf" --state "$work/intent.json" "$@" 2>>"$work/flowd.log" &
	flowd_pid=$!
	wait_for flowctl status
}

# usage: end_flowd SIGNAL: leaves its exit status
end_flowd()
{
	kill "-$1" "$flowd_pid"
	wait "$flowd_pid"
} 2>/dev/null

# usage: is_port INTERFACE
is_port()
{
	[[ $(flowctl -j port) == *"\"port\": \"$1\""* ]]
}

# usage: knows MAC INTERFACE [KIND]: it is in the forwarding database so
knows()
{
	[[ $(flowctl fdb show port "$2") =~ $1\ +$2\ +${3:-dynamic} ]]
}

# A switch and a flow, which are an event or two each.
come_and_go()
{
	ip link add extra type flowdp
	flowctl flow add extra actions drop
	flowctl flow flush extra all
	ip link del extra
}

# usage: follows EXPRESSION FILE: the file gets such a line while things come and go
follows()
{
	come_and_go
	matches "$@"
}

has_shown_something()
{
	come_and_go
	[ -s "$work/monitor" ]
}

# usage: start_monitor WORD...: flowctl with these, whose lines go into $work/monitor; until
# it follows what happens
start_monitor()
{
	flowctl "$@" >"$work/monitor" 2>&1 &
	monitor=$!
	wait_for has_shown_something
}

# usage: said TEXT: by flowd (a regular expression)
said()
{
	grep -E -- "$1" "$work/flowd.log"
}

# usage: remains: as commands of ip, what deletes all that was not there before
remains()
{
	local path

	for path in /sys/class/net/*; do
		[[ " ${links_before[*]} " == *" $path "* ]] || echo "link del ${path##*/}"
	done
	for path in /run/netns/*; do
		[ ! -e "$path" ] || echo "netns del ${path##*/}"
	done
}

finish()
{
	[ $failures -eq 0 ] || sed 's/^/# /' "$work/flowd.log" 2>/dev/null
	[ -z "$flowd_pid" ] || kill "$flowd_pid" 2>/dev/null
	wait
	# The next test shall find nothing of this one.  With one end, the other goes, too.
	remains | ip -force -batch - >/dev/null 2>&1
	rm -rf "$work"
	echo "1..$number"
	[ $failures -eq 0 ]
}
