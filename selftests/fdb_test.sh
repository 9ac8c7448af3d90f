#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The forwarding database: what is entered, shown and flushed, and what frames make of it.
# Kernels: debug 6.12 (of a program's own doings; the first is a 6.1)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

everybody=ff:ff:ff:ff:ff:ff
guest=52:54:00:00:44:00 other=52:54:00:00:44:01

# usage: count_is COUNT [ENTRY...]: so many entries agree
count_is()
{
	local wanted=$1

	shift
	flowctl -j fdb show "$@" >"$work/shown"
	prints "$work/shown"
	[ "$(grep -c '"mac"' "$work/shown")" -eq "$wanted" ]
}

# usage: learns N MAC [COUNT]: as host N speaks from it
learns()
{
	send "$1" $everybody "$2" "${3:-1}"
	wait_for count_is "${3:-1}" port "port$1" dynamic
}

filters()
{
	flowctl fdb flush
	learns 1 $guest 3 >"$work/output"
	learns 2 52:54:00:00:55:00 2 >"$work/output"
	check "entries are shown by port" count_is 3 dev port1 dynamic
	check "by VLAN" count_is 5 vlan 10 dynamic
	check "by another VLAN" count_is 0 vlan 11 dynamic
	check "by address" count_is 1 mac $guest
	check "by kind" count_is 5 br sw0 dynamic
	check "one is got" shows "$guest +port1 +dynamic" flowctl fdb get $guest vlan 10
	check "one that is not there is not" \
		refuses 2 "there is no such entry $guest" flowctl fdb get $guest vlan 11
	flowctl fdb flush mac $guest vlan 11
	flowctl fdb flush mac $guest port port2
	check "what agrees in part is not flushed" count_is 5 dynamic
	flowctl fdb flush mac $guest port port1 vlan 10 dynamic
	check "what agrees in all is" count_is 4 dynamic
	check "just this" fails flowctl fdb get $guest
	flowctl fdb flush dev port1
	check "a port is flushed" count_is 0 port port1
	check "and no other" count_is 2 port port2
	flowctl fdb flush vlan 10
	check "a VLAN is flushed" count_is 0 dynamic
}

kinds()
{
	check "a dynamic entry is made" flowctl fdb add $guest dev port1 master dynamic
	check "it is one" knows $guest port1
	check "not twice" refuses 2 "there is an entry $guest behind port1 already" \
		flowctl fdb add $guest port port2 dynamic
	check "it is put elsewhere" flowctl fdb replace $guest port port2 dynamic
	check "and is there" knows $guest port2
	send 1 $everybody $guest
	check "it moves with the station" wait_for knows $guest port1
	check "a static one takes its place" flowctl fdb add $guest port port2 vlan 10
	check "and is there" knows $guest port2 static
	send 1 $everybody $guest
	send 1 $everybody $other
	check "a frame from elsewhere" wait_for knows $other port1
	check "does not move it" knows $guest port2 static
	check "it is replaced" flowctl fdb replace $guest port port1 vlan 10
	check "by itself elsewhere" knows $guest port1 static
	check "a flush by its kind deletes it" flowctl fdb flush static port port1
	check "for good" fails flowctl fdb get $guest
	check "an address is made the host's" flowctl fdb add $guest local vlan 10
	check "behind the switch itself" knows $guest sw0 local
	check "it is deleted" flowctl fdb del $guest local
}

# An operator's flow has the place of one of flowd's; the sentence says how it goes.
obstacle()
{
	local flow=(sw0 table 12 priority 100 vid 10 eth_dst "$guest")
	local said="is in the way; delete it with .flowctl flow del ${flow[*]}"

	check "a flow in a table of flowd is taken, with a warning" refuses 0 \
		"^flowctl: warning: table 12 is flowd's" flowctl flow add "${flow[@]}" actions drop
	check "no static entry is made in the place of a flow" \
		refuses 2 "$said" flowctl fdb add $guest port port1 vlan 10
	check "nor a dynamic one" refuses 2 "$said" \
		flowctl fdb add $guest port port1 vlan 10 dynamic
	flowctl flow del "${flow[@]}"
	check "without it one is made" flowctl fdb add $guest port port1 vlan 10
	flowctl fdb del $guest vlan 10
}

warned_of_tables()
{
	ip link add sw9 type flowdp
	check "where there is no flowd, no warning is due" \
		test -z "$(flowctl flow add sw9 table 12 actions drop 2>&1)"
	ip link del sw9
	check "nor of the operator's own tables" \
		test -z "$(flowctl flow add sw0 table 7 actions drop 2>&1)"
	cat >"$work/batch" <<-EOF
		flow replace sw0 table 7 actions flood

		flow add sw0 table 10 vid 10 actions drop
		flow add sw0 table 11 vid 10 actions drop
	EOF
	flowctl -b "$work/batch" 2>"$work/warned"
	check "in a batch it is said once, with the line" \
		shows "^1 flowctl: $work/batch:3: warning: table 10 is flowd's" \
		eval "echo \$(wc -l <'$work/warned') \$(cat '$work/warned')"
	flowctl -b - <<-EOF
		flow del sw0 table 7
		flow del sw0 table 10 vid 10
		flow del sw0 table 11 vid 10
	EOF
}

# usage: hears_from MAC: host 2 gets a frame that host 1 sends to it from there
hears_from()
{
	local before

	before=$(received 2)
	send 1 52:54:00:00:00:02 "$1"
	wait_for eval "[ \$(received 2) -ge $((before + 1)) ]"
}

# Frames from port1 that a flow has dropped.
dropped()
{
	local line

	line=$(flowctl drops sw0 port port1)
	[[ $line =~ policy\ +([0-9]+) ]] && echo "${BASH_REMATCH[1]}" || echo 0
}

# usage: dropped_is COUNT
dropped_is()
{
	[ "$(dropped)" -eq "$1" ]
}

# usage: drops_from MAC: what host 1 sends from there is dropped
drops_from()
{
	local before

	before=$(dropped)
	send 1 52:54:00:00:00:02 "$1"
	wait_for dropped_is $((before + 1))
}

sticky()
{
	flowctl fdb flush
	reaches 1 2 >/dev/null
	flowctl fdb add $guest dev port2 vlan 10
	check "what is sent from a static address elsewhere is forwarded" hears_from $guest
	check "a sticky one takes its place" flowctl fdb replace $guest dev port2 vlan 10 sticky
	check "and is there" knows $guest port2 sticky
	check "what is sent from it elsewhere is dropped" drops_from $guest
	check "it stays where it is" knows $guest port2 sticky
	flowctl fdb flush
	check "a flush leaves it" knows $guest port2 sticky
	check "it is deleted" flowctl fdb del $guest sticky
	check "and its guard with it" hears_from $guest
}

# It may be added before its VLAN is, but who has mistaken the VLAN is told.
not_carried()
{
	check "a static one in a VLAN that its port does not carry is kept, with a warning" refuses 0 \
		"warning: the entry $guest is kept, but not in place as long as port2 does not" \
		flowctl fdb add $guest dev port2 vlan 20
	check "and listed with the reason" shows "$guest.*port2 does not carry" flowctl -d fdb show
	flowctl port add port2 switch sw0 vlan 20
	check "once the port carries it, it is in place" wait_for knows $guest port2 static
	flowctl fdb del $guest
	flowctl port del port2
	check "of one whose port is not there yet no warning is due" \
		test -z "$(flowctl fdb add $guest dev port9 vlan 20 2>&1)"
	flowctl fdb del $guest
}

# usage: monitored EXPRESSION: in a line of the monitor
monitored()
{
	grep -E "$1" "$work/monitor"
}

# There is one alarm in ten seconds.
raises_alarm()
{
	send 1 $everybody $guest
	monitored "\"alarm\":\"mac-refused\".*\"port\":\"port1\".*$guest in VLAN 10 is sticky-learned at port2"
}

sticky_learning()
{
	flowctl -j monitor alarm >"$work/monitor" 2>&1 &
	monitor=$!
	flowctl fdb flush
	flowctl port add port2 switch sw0 vlan 10 sticky_learning on
	check "a port that pins what it learns shows so" \
		shows '"sticky_learning": true' flowctl -dj port show port2
	send 2 $everybody $guest
	check "a station is pinned" wait_for knows $guest port2 sticky-learned
	check "its address cannot be used elsewhere" drops_from $guest
	check "which raises an alarm" wait_for raises_alarm
	check "it is where it was" knows $guest port2 sticky-learned
	on 2 ip link set eth0 down
	send 1 $everybody $other
	wait_for knows $other port1 >"$work/output"
	check "its link may go down" knows $guest port2 sticky-learned
	on 2 ip link set eth0 up
	flowctl fdb flush port port2
	check "what was learned otherwise is flushed without it" knows $guest port2 sticky-learned
	check "it is flushed by its kind" flowctl fdb flush sticky-learned port port2
	check "and is gone" fails flowctl fdb get $guest
	flowctl port del port2
	will_reach 1 2 >"$work/output"
}

# usage: sees EXPRESSION: flowd says so of port2
sees()
{
	shows "$1" flowctl -dj port show port2
}

overflow()
{
	flowctl fdb flush
	flowctl port add port2 switch sw0 vlan 10 mac_limit 2
	send 2 $everybody $guest 3
	check "a port that has all it may says so" wait_for sees '"mac_full": true'
	check "what is not learned is forwarded" reaches 1 2
	check "it is an alarm" sees '"mac_alarms": 1'
	check "of which the log tells" said 'port2 has shown all the 2 addresses'
	check "and the monitor" wait_for monitored '"alarm":"mac-limit".*port2 has .* is not learned'
	check "and the status" shows "port +1 at the limit of addresses" flowctl status
	flowctl port set port2 mac_overflow drop
	check "what is not known can be dropped" wait_for sees '"mac_dropping": true'
	check "which cuts it off" is_cut_off 2 1
	flowctl vlan set 10 neighbour_suppression on
	check "with neighbour suppression too" is_cut_off 2 1
	check "as it goes on" sees '"mac_dropping": true'
	flowctl vlan unset 10 neighbour_suppression
	send 1 52:54:00:00:00:02 52:54:00:00:77:01
	check "another port is not concerned" wait_for knows 52:54:00:00:77:01 port1
	end_flowd KILL
	check "without flowd too" is_cut_off 2 1
	check "flowd starts again" start_flowd
	check "the monitor finds it" wait_for monitored "flowd is back"
	check "it goes on" sees '"mac_dropping": true'
	check "what is known is still there" count_is 2 port port2
	flowctl fdb flush port port2
	check "with room it ends" wait_for sees '"mac_dropping": false'
	check "and the station is learned" will_reach 2 1
	flowctl port set port2 mac_limit 1
	send 2 $everybody $guest 3
	check "it may start again" wait_for sees '"mac_dropping": true'
	check "with another alarm" wait_for monitored 'port2 has .* is dropped'
	kill $monitor
	flowctl port set port2 mac_overflow flood
	check "and ends with another policy" wait_for sees '"mac_dropping": false'
	flowctl port del port2
	will_reach 1 2 >"$work/output"
}

locals()
{
	ip link add link sw0 name vlan10 address 52:54:00:00:66:01 type vlan id 10
	check "the address of a VLAN interface is local" \
		wait_for shows "10 +52:54:00:00:66:01 +sw0 +local" flowctl fdb
	ip link add link vlan10 name macvlan10 address 52:54:00:00:66:02 type macvlan
	check "that of a macvlan on it too" \
		wait_for shows "10 +52:54:00:00:66:02 +sw0 +local" flowctl fdb
	ip link set macvlan10 address 52:54:00:00:66:03
	check "a new address too" wait_for knows 52:54:00:00:66:03 sw0 local
	check "the one before no more" fails flowctl fdb get 52:54:00:00:66:02
	ip link del vlan10
	check "what is gone is not local" wait_for count_is 0 mac 52:54:00:00:66:01
}

# usage: speaks_from N: the station does, and is known there
speaks_from()
{
	send "$1" $everybody $guest
	knows $guest "port$1"
}

# It speaks from both hosts in turn, as often as it may.
shuttle()
{
	local n

	for n in 1 2 1 2; do
		wait_for speaks_from $n || return
	done
}

is_held()
{
	send 1 $everybody $guest
	said "$guest in VLAN 10 moves too often"
}

damping()
{
	flowctl fdb flush
	flowctl switch set sw0 mac_moves 3 mac_moves_window 600 mac_hold 600
	check "a station speaks here and there" shuttle
	check "then it is held, says the log" wait_for is_held
	check "its moves are shown" shows '"moves": 3' flowctl -dj fdb get $guest
	send 2 $everybody $guest
	check "how long it is held" shows '"held_ms": [0-9]+' flowctl -dj fdb get $guest
	check "in words too" shows "$guest +port. +dynamic +[0-9.]+.* 3 +[0-9.]+" \
		flowctl -d fdb get $guest
	check "and by the status" shows "fdb +1 held after too many moves" flowctl status
	check "which counts the alarm" shows '"move_alarms": 1' flowctl -j status
	flowctl fdb flush
}

restarts()
{
	flowctl fdb flush
	flowctl fdb add $guest port port1 vlan 10
	flowctl fdb add $other local vlan 10
	flowctl fdb add 52:54:00:00:44:02 port port2 dynamic
	flowctl fdb add 52:54:00:00:44:03 port port2 vlan 10 sticky
	flowctl port add port2 switch sw0 vlan 10 sticky_learning on
	send 2 $everybody 52:54:00:00:44:04
	wait_for knows 52:54:00:00:44:04 port2 sticky-learned
	flowctl -j fdb show vlan 10 | grep -v age_ms >"$work/before"
	end_flowd KILL
	check "flowd starts again" start_flowd
	flowctl -j fdb show vlan 10 | grep -v age_ms >"$work/after"
	check "a restart of flowd keeps all of them" cmp "$work/before" "$work/after"
	check "the dynamic one too" knows 52:54:00:00:44:02 port2
	check "what is pinned is guarded" drops_from 52:54:00:00:44:03
	check "learned or not" drops_from 52:54:00:00:44:04
}

echo "TAP version 13"
add_two_hosts
check "flowd starts" start_flowd
flowctl port add sw0 switch sw0 trunk 10
filters
kinds
obstacle
warned_of_tables
not_carried
sticky
sticky_learning
overflow
locals
damping
restarts
finish
