#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Settings that VLANs have of their own: flooding, learning, ageing, limits.
# Kernels: debug 6.12 (of a program's own doings; the first is a 6.1)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

mac1=52:54:00:00:00:01 mac2=52:54:00:00:00:02
nobody=52:54:00:00:00:77 group=01:00:5e:01:02:03 all=ff:ff:ff:ff:ff:ff

# usage: floods DESTINATION: host 3 gets what host 1 sends there, and not just a stray frame
floods()
{
	gets 3 20 burst "$1"
}

# The flows that settings of VLANs make, without their counters.
rules()
{
	flowctl flow show sw0 | grep -E '^sw0 +(8|12) +(50|60) ' | sort
}

# usage: counts DESTINATION: the packets that its drop in VLAN 10 has counted
counts()
{
	flowctl -j -s flow show sw0 table 12 | python3 -IS -c "import json, sys
print(*[flow['packets'] for flow in json.load(sys.stdin)
        if flow['priority'] < 100 and flow['match'] == {'vid': 10, 'eth_dst': '$1'}])"
}

# The age of the oldest rule, in milliseconds.
age()
{
	flowctl -j -s flow show sw0 table 12 | python3 -IS -c "import json, sys
print(max(flow['age_ms'] for flow in json.load(sys.stdin) if flow['priority'] < 100))"
}

# usage: learned COUNT [INTERFACE]
learned()
{
	[ "$(flowctl -j fdb show vlan 10 ${2:+port "$2"} | grep -c '"dynamic"')" -eq "$1" ]
}

traced()
{
	flowctl trace sw0 in_port port1 eth_src $mac1 eth_dst "$1" eth_type 0x88b5
}

flooding()
{
	check "two hosts reach each other" reaches 1 2
	wait_for knows $mac2 port2
	check "without settings there are no rules" fails rules
	check "unknown unicast is switched off" flowctl vlan set 10-11 flood_unicast off
	check "a frame to an unknown address goes nowhere" fails floods $nobody
	check "the drop counts it" test "$(counts 00:00:00:00:00:00/01:00:00:00:00:00)" -ge 25
	check "trace shows the drop" shows "drop" traced $nobody
	check "known addresses are reached" reaches 1 2
	check "broadcast is flooded" floods $all
	check "multicast is flooded" floods $group
	check "multicast is switched off" flowctl vlan set 10 flood_multicast off
	check "a frame to a group goes nowhere" fails floods $group
	check "but broadcast is flooded" floods $all
	check "broadcast is switched off instead" \
		flowctl vlan set 10 flood_multicast on flood_broadcast off
	check "broadcast goes nowhere" fails floods $all
	check "but a frame to a group does" floods $group
	check "and another VLAN has what it had" eval "rules | grep -q 'vid 11'"
}

shown()
{
	check "vlan shows the settings" shows " flood_broadcast off " flowctl -d vlan show 10
	check "and so does JSON" shows '"flood_broadcast": false' flowctl -d -j vlan
	check "without -d it shows the ports alone" fails shows "off" flowctl vlan
	check "config shows a section" shows "^FloodBroadcast=no" flowctl config show
	flowctl config show >"$work/shown.conf"
	check "which says what runs" test -z "$(flowctl config diff "$work/shown.conf")"
}

restart()
{
	local before

	rules >"$work/rules"
	before=$(age)
	end_flowd KILL
	check "flowd's rules hold without it" fails floods $nobody
	check "flowd starts again" start_flowd
	check "the rules are what they were" diff "$work/rules" <(rules)
	check "and not made anew" test "$(age)" -gt "$before"
	flowctl flow flush sw0 table 12 >"$work/output" 2>&1
	check "rules that somebody deletes come back" wait_for eval "rules | diff '$work/rules' -"
	check "the settings are taken back, of VLANs that have some" flowctl vlan unset 10-12
	check "or refused if none has any" refuses 2 "flowd has no setting of VLAN 10-12" flowctl vlan unset 10-12
	check "and the rules go" fails rules
	check "unknown addresses are flooded" floods $nobody
}

learning()
{
	reaches 1 2
	wait_for knows $mac1 port1
	check "learning is switched off" flowctl vlan set 10 learning off
	check "what was learned is forgotten" learned 0
	check "hosts reach each other" reaches 1 2
	check "frames are flooded" floods $mac2
	check "nothing is learned" learned 0
	check "a static entry stands above" flowctl fdb add $mac2 port port2 vlan 10
	check "and is not flooded" fails floods $mac2
	flowctl fdb del $mac2
	flowctl vlan unset 10 learning
	reaches 1 2 >/dev/null
	check "with learning on, stations are learned" wait_for knows $mac2 port2
}

limits()
{
	check "a limit is set" flowctl vlan set 10 mac_limit 8
	send 3 $mac1 52:54:00:00:33:00 50
	check "a port that floods addresses fills the VLAN" wait_for learned 8
	check "flowd says so" wait_for said "VLAN 10 has all the 8 addresses"
	check "but leaves those of the others" eval "knows $mac1 port1 && knows $mac2 port2"
	send 2 $mac1 52:54:00:00:22:00 10
	check "another port takes from it what is its share" wait_for learned 2 port2
	check "what is not learned is forwarded all the same" reaches 3 1
	flowctl vlan set 10 mac_overflow drop
	send 3 $mac1 52:54:00:00:44:00
	check "it can be dropped" wait_for shows "mac_limit 8 mac_overflow drop macs 8 mac_dropping port3" flowctl -d vlan
	check "which cuts off who is not known" is_cut_off 3 1
	check "but not at another port" reaches 2 1
	end_flowd KILL
	check "flowd starts again" start_flowd
	check "the VLAN still drops" shows "mac_limit 8 mac_overflow drop macs 8 mac_dropping port3" flowctl -d vlan
	flowctl vlan unset 10
	check "without a limit it ends" will_reach 3 1
}

# usage: hears COUNT: alarms of VLANs, by the monitor
hears()
{
	[ "$(grep -c '"alarm":"mac-limit".*"vlan"' "$work/monitor")" -eq "$1" ]
}

# Two stations in each of more VLANs than the log takes lines at once.
many_alarms()
{
	local monitor vid station frames=()

	flowctl switch set sw0 upcall_rate 100000 upcall_burst 1000
	flowctl port add port3 switch sw0 trunk 100-339
	flowctl vlan set 100-339 mac_limit 1
	start_monitor -j monitor
	flowctl status >"$work/output"	# so flowd has heard that the monitor wants alarms
	for vid in {100..339}; do
		for station in 1 2; do
			printf -v "frames[2 * vid + station]" "ffffffffffff02000000000%d8100%04x88b5" \
				$station "$vid"
		done
	done
	send_frames 3 "${frames[@]}"
	check "who follows alarms gets all, also those that the log leaves out" wait_for hears 240
	kill "$monitor"
	flowctl vlan unset 100-339
	flowctl port del port3
}

ageing()
{
	send 3 $mac1 52:54:00:00:33:00
	wait_for knows 52:54:00:00:33:00 port3
	check "ageing is set" flowctl vlan set 10 ageing 1
	check "it holds for what was learned before" \
		wait_for fails knows 52:54:00:00:33:00 port3
	flowctl vlan unset 10
}

applied_twice()
{
	local flows

	printf '%s\n' "[Vlan]" "Vlan=10-11" "Ageing=60" "MacLimit=9" "FloodMulticast=no" |
		cat "$work/flowd.conf" - >"$work/new.conf"
	check "a configuration is applied" \
		shows "^added +vlan +10 switch sw0" flowctl config apply "$work/new.conf"
	flows=$(rules)
	check "its rules are there" eval "[[ '$flows' == *'vid 11'* ]]"
	check "to apply it again changes nothing" test -z "$(flowctl config apply "$work/new.conf")"
	check "to save it writes it down" eval "flowctl config save && grep -q '^MacLimit=9' $work/flowd.conf"
	check "and then the files are what runs" test -z "$(flowctl config diff)"
}

add_two_hosts
add_host 3
echo "TAP version 13"
check "flowd starts" start_flowd
flooding
shown
restart
learning
limits
many_alarms
ageing
applied_twice
finish
