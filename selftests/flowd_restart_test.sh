#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is left when flowd dies, and what it finds when it comes back.
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

mac1=52:54:00:00:00:01 mac2=52:54:00:00:00:02 mac3=52:54:00:00:00:03
# Policies say which interface is in which VLAN, in a file each.
policies=$work/conf.d

# usage: policy INTERFACE KEY=VALUE...
policy()
{
	local interface=$1

	shift
	mkdir -p "$policies"
	printf '%s\n' "[Port]" "Match=$interface" "Switch=sw0" "$@" >"$policies/$interface.conf"
}

# All flows but those of host 3, which comes later.
flows()
{
	flowctl flow | grep -v $mac3 | sort
}

# The age of the flow that matches host 1's address as a source, in milliseconds.
age()
{
	flowctl -j -s flow show sw0 table 8 |
		python3 -IS -c "import json, sys
print(*[flow['age_ms'] for flow in json.load(sys.stdin) if '$mac1' in json.dumps(flow)])"
}

# usage: none_lost COUNT
none_lost()
{
	cat "$work/ping"
	grep -q "^$1 packets transmitted, $1 received" "$work/ping"
}

dies_under_traffic()
{
	local before ping received

	check "two hosts reach each other" reaches 1 2
	wait_for knows $mac2 port2
	flowctl flow add sw0 priority 7 cookie 0x1234 eth_type 0x88b6 actions drop
	flows >"$work/flows"
	before=$(age)
	received=$(received 2)
	on 1 ping -q -i 0.001 -c 4000 -W 2 10.0.0.2 >"$work/ping" 2>&1 &
	ping=$!
	wait_for eval "[ \$(received 2) -gt $((received + 50)) ]"
	end_flowd KILL
	check "flowctl says that flowd is away" refuses 3 "flowd" flowctl fdb
	check "what the kernel holds is shown all the same" flowctl port
	check "new hosts reach each other without flowd" reaches 3 1
	check "flowd starts again" start_flowd
	wait $ping
	check "no packet was lost" none_lost 4000
	check "the flows are what they were" diff "$work/flows" <(flows)
	check "and not made anew" test "$(age)" -gt "$before"
	check "the operator's own flow is there" eval "flowctl flow | grep -q 88b6"
	check "flowd says what it found" said "serves [1-9][0-9]* addresses"
	check "it learns again" eval "reaches 3 1 && wait_for knows $mac3 port3"
}

changes_while_it_is_away()
{
	flowctl port add port4 switch sw0 vlan 20 || return
	end_flowd TERM
	policy port3 Vlan=20
	add_host 5
	ip link del port1
	add_host_again 1
	check "flowd starts after changes" start_flowd
	check "an interface that came meanwhile is attached" is_port port5
	check "one that was made anew is attached anew" eval "is_port port1 && reaches 1 5"
	check "a changed VLAN is in force" eval "reaches 3 4 && is_cut_off 3 1"
	check "what was applied holds on" eval "flowctl -d port | grep -q 'control socket'"
}

add_host_again()
{
	ip netns del "host$1"
	add_host "$1"
}

# Ports that policies made have a mark, which those made by hand do not have.
policy_goes_while_it_is_away()
{
	add_host 6
	add_host 7
	ip link set port6 master sw0
	flowctl -k port add port7 switch sw0 vlan 10
	check "ports attached by hand work" reaches 7 2
	wait_for knows $mac2 port2
	end_flowd TERM
	rm "$policies/port2.conf"
	check "flowd starts with a policy less" start_flowd
	check "the port of that policy is taken out" fails is_port port2
	check "flowd says so" said "port2 taken out, as no policy holds for it"
	check "its stations are forgotten" fails eval "flowctl flow | grep $mac2"
	check "a port attached with ip link stays" is_port port6
	check "one attached with flowctl -k stays, in its VLAN" reaches 7 5
}

# All that is shown of port6 and port7 but how many stations they have learned.
by_hand()
{
	flowctl -j -d port show port6 | grep -v '"macs":'
	flowctl -j -d port show port7 | grep -v '"macs":'
}

# The second of the policies cannot be, since port3 has the number.
undone_for_what_was_attached_by_hand()
{
	local before

	before=$(by_hand)
	printf '%s\n' "port add port6 switch sw0 vlan 30" \
		"port add port7 switch sw0 number $(number_of port3)" >"$work/batch"
	check "if one policy of two cannot be, none is" refuses 2 port7 flowctl -b "$work/batch"
	check "ports attached by hand are as they were" diff <(echo "$before") <(by_hand)
	check "flowd does not log what it told its client" fails said "port7 cannot be set up"
	check "and work" reaches 7 5
}

# usage: number_of INTERFACE
number_of()
{
	flowctl -j port show "$1" | python3 -IS -c "import json, sys
print(json.load(sys.stdin)[0]['number'])"
}

deleted_while_it_is_away()
{
	end_flowd TERM
	ip link del sw0
	check "flowd starts when its switch is gone" start_flowd
	check "the switch is there again" reaches 1 5
	check "and up" eval "ip -o link show up sw0 | grep -q sw0"
}

renamed_while_it_runs()
{
	ip link set sw0 down
	ip link set sw0 name was0
	check "a switch that is renamed is made again" wait_for ip link show sw0
	check "flowd says so" wait_for said "sw0: the switch was renamed to was0 by somebody"
	check "and its ports are there" will_reach 1 5
	check "the renamed one has none of them" \
		wait_for eval "[ -z \"\$(ip -o link show master was0)\" ]"
	ip link del was0
	check "what becomes of it is nothing to flowd" reaches 1 5
}

# It can open nothing more, which says nothing of the module.
without_descriptors()
{
	prlimit --pid "$flowd_pid" --nofile=3:
	ip link del sw0
	check "without descriptors its switch is made again" wait_for ip link show sw0
	prlimit --pid "$flowd_pid" --nofile=1024:
	check "and with them flowd answers" wait_for flowctl status
	check "the switch works" will_reach 1 5
}

# A switch is known by name and ifindex: what somebody else made stays.
switch_goes_while_it_is_away()
{
	printf '%s\n' "[Switch]" "Name=sw3" >"$policies/sw3.conf"
	kill -HUP "$flowd_pid"
	check "a switch is made" wait_for ip link show sw3
	wait_for grep -q sw3 "$work/switches" >"$work/output"
	ip link add sw4 type flowdp
	end_flowd TERM
	rm "$policies/sw3.conf"
	check "flowd starts with a switch less" start_flowd
	check "the switch that is not named any more is deleted" fails ip link show sw3
	check "flowd says so" said "sw3: deleted"
	check "one that it never served stays" ip link show sw4
	check "and its own works" reaches 1 5
	ip link del sw4
}

# Whatever is in the kernel that flowd did not put there is mended or left alone.
mends()
{
	end_flowd TERM
	flowctl table set sw0 12 default drop
	flowctl table set sw0 0 default drop
	flowctl flow add sw0 table 12 priority 100 cookie 0x666c776400000401 \
		vid 10 eth_dst 52:54:00:00:00:99 actions drop
	check "flowd starts on tables that somebody changed" start_flowd
	check "the default of the operator's own table stays" \
		shows "^sw0 +0 +0 drop$" flowctl table show sw0
	flowctl table set sw0 0 default goto 8
	check "the tables are right again" reaches 1 5
	check "what only looks like flowd's is gone" \
		fails eval "flowctl flow | grep -q 52:54:00:00:00:99"
}

damaged_state()
{
	check "a port that flowctl attached is there" is_port port4
	end_flowd TERM
	echo '{"format": 1, "switches": [' >"$work/intent.json"
	check "flowd starts with a damaged state file" start_flowd
	check "says so" said "is damaged"
	check "keeps the file" test -e "$work/intent.json.damaged"
	check "and does what the configuration says" reaches 1 5
	check "a port that flowctl attached stays" is_port port4
	end_flowd TERM
	check "flowd starts a second time" start_flowd
	check "and the port stays" is_port port4
	check "a change with flowctl is taken" flowctl port add none switch sw0
	check "and the port stays still" is_port port4
	rm "$work/intent.json.damaged"
	kill -HUP "$flowd_pid"
	check "until the damaged file is removed" wait_for fails is_port port4
}

# What is stale then is no word of an error to who asks for a switch.
module_is_loaded_anew()
{
	local monitor

	flowctl monitor switch >"$work/monitor" 2>&1 &
	monitor=$!
	check "the monitor follows" wait_for follows '^switch-gone ' "$work/monitor"
	check "the module goes with its switch" rmmod flowdp
	modprobe flowdp
	check "once it is back, flowd makes the switch again" will_reach 1 5
	check "and learns" wait_for knows $mac1 port1
	: >"$work/monitor"
	check "the monitor goes on" wait_for follows '^switch-gone ' "$work/monitor"
	kill $monitor
	end_flowd TERM
	ip link del sw0
	rm -r "$policies"
	configure </dev/null
	rm "$work/intent.json"
	check "flowd starts with no switch" start_flowd
	rmmod flowdp
	modprobe flowdp
	check "a module loaded anew is reached at once" \
		flowctl -b - <<<$'switch add sw0\nport add port* switch sw0 vlan 10'
	check "the switch works" will_reach 1 5
	check "and flowd hears of what is new" wait_for knows $mac1 port1
}

configure <<-EOF
	[Switch]
	Name=sw0
EOF
for n in 1 2 3 5; do
	policy port$n Vlan=10
done
echo "TAP version 13"
for n in 1 2 3 4; do
	add_host $n
done
check "flowd starts" start_flowd
dies_under_traffic
changes_while_it_is_away
policy_goes_while_it_is_away
undone_for_what_was_attached_by_hand
deleted_while_it_is_away
renamed_while_it_runs
without_descriptors
switch_goes_while_it_is_away
mends
damaged_state
module_is_loaded_anew
finish
