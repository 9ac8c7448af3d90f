#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What flowctl promises in its help: statuses, JSON, batches, and that it explains.
# Kernels: debug 6.12 (of a program's own doings; the first is a 6.1)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# usage: are_arrays FILE...: each is a JSON array of objects, whose numbers are numbers
are_arrays()
{
	python3 -IS - "$@" <<-'EOF'
		import json, sys
		for path in sys.argv[1:]:
		    print(path)
		    rows = json.load(open(path))
		    assert isinstance(rows, list) and rows
		    for row in rows:
		        assert isinstance(row, dict)
		        for key, value in row.items():
		            assert key == key.lower()
		            assert not key.endswith(("packets", "bytes")) or isinstance(value, int)
		            assert not key.endswith("_ms") or value is None or isinstance(value, int)
	EOF
}

wrong_usage()
{
	check "status 0: done" flowctl status
	check "status 1: an unknown object gets a suggestion" \
		refuses 1 'did you mean "port"' flowctl prot
	check "an unknown word gets one too" \
		refuses 1 'did you mean "in_port"' flowctl flow add sw0 in_prot port1 actions drop
	check "a missing word is named" refuses 1 "missing" flowctl switch add
	check "a wrong value is named" refuses 1 "5000" flowctl port set port1 vlan 5000
	check "so is a wrong timeout" refuses 1 '"5s" is wrong for -t' flowctl -t 5s port
	check "a long option has two dashes" refuses 1 'did you mean "--json"' flowctl -json port
	check "actions of a group without a bucket are named" refuses 1 'say "bucket ACTIONS"' \
		flowctl group add sw0 id 5 output port1
	check "actions that were forgotten are not taken for a drop" \
		refuses 1 'which actions\? Say "actions drop"' flowctl flow add sw0 priority 8 actions
	check "nor for the default of a table" \
		refuses 1 'which actions\? Say "default drop"' flowctl table set sw0 0 default
	check "a type that is none is named" refuses 1 "eth_type 800, as types begin at 0x600" \
		flowctl flow add sw0 eth_type 0800 actions drop
	check "a capture that is none is named" refuses 1 "^flowctl: $work/flowd.conf: unknown file format" \
		flowctl trace sw0 in_port port1 pcap "$work/flowd.conf"
}

wrong_names()
{
	check "a switch that is not there is named, with the remedy" \
		refuses 1 'there is no switch "sw9"; "flowctl switch" lists them' flowctl stats sw9
	check "so is an interface" \
		refuses 1 'there is no interface "nic9"; "ip link"' flowctl -k port add nic9 switch sw0
	check "and one that is no port" \
		refuses 1 '"nic9" is no port of a switch; "flowctl -d port" lists' flowctl port show nic9
	ip link add sw7 type flowdp
	check "and one of another switch" \
		refuses 1 '"port1" is no port of switch "sw7"; "flowctl port show port1"' \
		flowctl port show port1 switch sw7
	check "wherever a port and a switch are named" \
		refuses 1 'no port of switch "sw7"' flowctl stats sw7 port port1
	check "of VLANs, too" \
		refuses 1 'no port of switch "sw7"' flowctl vlan show switch sw7 port port1
	ip link del sw7
	check "a switch without a command gets one" \
		refuses 1 'did you mean "fdb show switch sw0"' flowctl fdb sw0
	check "so does a port" refuses 1 'did you mean "vlan show port port1"' flowctl vlan port1
	check "and one behind which a station is looked for" \
		refuses 2 '"nic9" is no port of a switch, and no policy names it' flowctl fdb show port nic9
}

refusals()
{
	check "status 2: refused by the kernel" \
		refuses 2 "group" flowctl flow add sw0 priority 1 actions group 77
	check "status 2: refused by flowd" \
		refuses 2 'no switch "sw9"' flowctl fdb show switch sw9
	check "status 2: not for this user, by the kernel" refuses 2 "this needs root" \
		setpriv --reuid=65534 --clear-groups flowctl -k switch add sw9
	check "and by flowd" refuses 2 "try as root" \
		setpriv --reuid=65534 --clear-groups flowctl switch add sw9
	check "a name that is taken is named, with the remedy" \
		refuses 2 'an interface "port1" already; .* choose another name' flowctl -k switch add port1
}

without_flowd()
{
	local mute

	check "status 3: flowd is not there" \
		env FLOWSWITCH_SOCKET="$work/nobody" bash -c '! flowctl fdb'
	check "and says how to start it" refuses 3 "flowd" \
		env FLOWSWITCH_SOCKET="$work/nobody" flowctl fdb
	python3 -IS -c "
import socket, time
mute = socket.socket(socket.AF_UNIX)
mute.bind('$work/mute')
mute.listen()
time.sleep(60)" &
	mute=$!
	wait_for test -S "$work/mute"
	check "status 4: timed out" refuses 4 "" \
		env FLOWSWITCH_SOCKET="$work/mute" flowctl -t 1 fdb
	check "status says that it does not answer" refuses 4 "^flowd +does not answer" \
		env FLOWSWITCH_SOCKET="$work/mute" flowctl -t 1 status
	kill $mute
	check "status says that it does not run" refuses 3 "^flowd +not running" \
		env FLOWSWITCH_SOCKET="$work/nobody" flowctl status
	check "status -k does not ask it" shows "^flowd +not asked" \
		env FLOWSWITCH_SOCKET="$work/nobody" flowctl -k status
	check "nor does another namespace's" refuses 3 "^flowd +not running" \
		env -u FLOWSWITCH_SOCKET flowctl -n host1 status
}

shows_everything()
{
	local object word

	flowctl group add sw0 id 5 bucket output port1 bucket output port2
	flowctl flow add sw0 priority 9 eth_type 0x88b6 actions drop
	send 1 ff:ff:ff:ff:ff:ff 52:54:00:00:01:01 3
	for object in switch port vlan fdb config flow group table stats status; do
		check "$object in words" flowctl $object
		check "$object in JSON" eval "flowctl -j $object >$work/$object.json"
		check "$object with statistics and details" \
			eval "flowctl -j -s -d $object >$work/$object-details.json"
		check "$object explains itself" shows "^Usage: flowctl $object" flowctl $object help
	done
	for object in switch port vlan fdb config flow group table stats drops status; do
		for word in show list lst ls; do
			check "$object $word" flowctl $object $word
		done
	done
	check "stats show takes a switch" shows "^sw0 " flowctl stats show sw0
	check "and need not be said" shows "^sw0 +port1 " flowctl stats sw0 port port1
	check "nor the switch, if there is a port" shows "^sw0 +port1 " flowctl stats port port1
	check "a command written wrong is not taken for a switch" \
		refuses 1 'unknown command "shwo"; did you mean "show"' flowctl stats shwo
	ip link add shwo type flowdp
	check "but a switch of this name is" flowctl stats shwo
	ip link del shwo
	check "help explains itself" shows "^Usage: flowctl" flowctl help help
	check "help of a command is that of its object" shows "^Usage: flowctl port" flowctl port add help
	check "an unknown command points to the help" \
		refuses 1 '"flowctl flow help"' flowctl flow frob
	check "all JSON is arrays of objects" are_arrays "$work"/*.json
	check "what never happened is null" shows '"idle_ms": null' flowctl -j -s flow show sw0 eth_type 0x88b6
	check "and never in words" shows " never +eth_type 0x88b6" flowctl -s flow show sw0 table 0
	check "a rate has its unit" shows '"upcall_rate_pps": 1000' flowctl -j -d switch show sw0
	flowctl flow delete sw0 priority 9 eth_type 0x88b6
	flowctl group del sw0 id 5
}

# usage: writes_nowhere WORD...: flowctl with them, on a full disk
writes_nowhere()
{
	flowctl "$@" >/dev/full
}

# usage: prints_nowhere WORD...: flowctl with them, without a standard output
prints_nowhere()
{
	flowctl "$@" >&-
}

# usage: ends PID: while there are events
ends()
{
	come_and_go
	! kill -0 "$1"
}

full_disks()
{
	local words monitor

	for words in status "-j status" "trace sw0 in_port port1" config "port help" -V; do
		# shellcheck disable=SC2086
		check "$words says that it cannot be written" \
			refuses 2 "cannot write the output: No space left" writes_nowhere $words
	done
	check "a standard output that is closed is no socket's" \
		refuses 2 "cannot write the output: Bad file" prints_nowhere status
	writes_nowhere monitor switch 2>"$work/monitor" &
	monitor=$!
	check "monitor ends when it cannot write" wait_for ends $monitor
	wait $monitor
	check "with the same status" test $? -eq 2
	check "and says so" matches "cannot write the output" "$work/monitor"
}

batches()
{
	cat >"$work/batch" <<-EOF
		# two good lines and a bad one
		flow add sw0 priority 21 eth_type 0x88b7 actions drop
		flow add sw0 priority 22 eth_type 0x88b7 actions drop
		flow add sw0 priority 23 eth_type 0x88b7 actions group 99
	EOF
	check "a batch that the kernel refuses names the line" refuses 2 ":4:|line 4" \
		flowctl -b "$work/batch"
	check "and changes nothing" fails eval "flowctl flow | grep -q 0x88b7"
	sed -i '$d' "$work/batch"
	check "a right one is carried out" flowctl -b "$work/batch"
	check "as a whole" test "$(flowctl flow | grep -c 0x88b7)" -eq 2
	flowctl flow flush sw0 eth_type 0x88b7
	check "flush removes what matches" fails eval "flowctl flow | grep -q 0x88b7"
	cat >"$work/batch" <<-EOF
		switch add sw5
		port add nothing* switch sw5 vlan 7
		port add other switch sw6 vlan 7
	EOF
	check "a batch that flowd refuses names the line" refuses 2 ":3:|line 3" \
		flowctl -b "$work/batch"
	check "and changes nothing" fails ip link show sw5
	check "a wrong word in a batch is found before anything is done" refuses 1 ":2:|line 2" \
		flowctl -b - <<<$'switch add sw5\nswitch sad sw6'
	check "and nothing is done" fails ip link show sw5
}

# A cookie of 64 bits is the same in all outputs, and is read back.
cookies()
{
	local cookie=0xfedcba9876543210 monitor

	start_monitor -j monitor flow
	flowctl flow add sw0 priority 9 cookie $cookie in_port port1 eth_type 0x88b8 actions drop
	check "flow shows a large cookie" shows "\"cookie\": \"$cookie\"" flowctl -j -d flow show sw0
	check "in words too" shows " $cookie " flowctl -d flow show sw0
	check "trace shows it" shows "\"cookie\": \"$cookie\"" \
		flowctl -j trace sw0 in_port port1 eth_type 0x88b8
	check "a filter reads it" shows 0x88b8 flowctl flow show sw0 cookie $cookie
	check "a mask without bits is refused" refuses 1 "with a bit in MASK" \
		flowctl flow flush sw0 cookie $cookie/0
	check "with a mask too" flowctl flow flush sw0 cookie 0xfedc000000000000/0xffff000000000000
	check "and flush goes by it" fails eval "flowctl flow | grep -q 0x88b8"
	check "monitor shows it" wait_for grep -q "\"cookie\":\"$cookie\"" "$work/monitor"
	check "port shows its own" shows '"cookie": "0x[0-9a-f]+"' flowctl -j -d port show port1
	kill "$monitor"
}

# As a packet meets them, whichever came first.
order_of_flows()
{
	flowctl -b - <<-EOF
		flow add sw0 table 1 priority 7 cookie 77 eth_type 0x88b7 actions drop
		flow add sw0 priority 1 cookie 77 eth_type 0x88b7 actions drop
		flow add sw0 priority 9 cookie 77 eth_type 0x88b7 actions drop
		flow add sw0 priority 1 cookie 77 eth_type 0x88b6 actions drop
	EOF
	flowctl flow show sw0 cookie 77 | awk '{ print $2, $3, $5 }' >"$work/order"
	check "flows are listed by table and priority" diff "$work/order" - <<-EOF
		TABLE PRIORITY ACTIONS
		0 9 0x88b7
		0 1 0x88b7
		0 1 0x88b6
		1 7 0x88b7
	EOF
	flowctl flow flush sw0 cookie 77
}

# A word that would narrow what is removed or listed is heeded, or refused.
narrows()
{
	local word

	flowctl flow add sw0 priority 9 cookie 4 eth_type 0x88b8 actions drop
	for word in "priority 9" "idle_timeout 5" "hard_timeout 5" "actions drop"; do
		# shellcheck disable=SC2086
		check "flush refuses ${word% *}" refuses 1 "flow flush takes no ${word% *}" \
			flowctl flow flush sw0 table 0 $word
		# shellcheck disable=SC2086
		check "show refuses ${word% *}" refuses 1 "flow show takes no ${word% *}" \
			flowctl flow show sw0 $word
	done
	for word in "cookie 5" "idle_timeout 5" "hard_timeout 5" "actions drop"; do
		# shellcheck disable=SC2086
		check "del refuses ${word% *}" refuses 1 "flow del takes no ${word% *}" \
			flowctl flow del sw0 priority 9 eth_type 0x88b8 $word
	done
	check "a word that is said twice is refused" refuses 1 "table is said twice; say it once" \
		flowctl flow flush sw0 table 0 table 1
	check "flush without a filter names the remedy" refuses 1 "flow flush sw0 all" \
		flowctl flow flush sw0
	check "all takes no filter beside it" refuses 1 "table" flowctl flow flush sw0 all table 0
	check "and the flow is still there" shows 0x88b8 flowctl flow show sw0 cookie 4
	ip link add sw7 type flowdp
	flowctl flow add sw7 priority 9 eth_type 0x88b8 actions drop
	check "all is all of one switch" flowctl flow flush sw7 all
	check "and nothing stays there" fails eval "flowctl flow show sw7 | grep -q ."
	check "and the other keeps its own" shows 0x88b8 flowctl flow show sw0
	flowctl flow add sw0 priority 8 in_port port1 eth_type 0x88b8 actions drop
	check "a port is found in its switch" shows "8 .*in_port port1 eth_type 0x88b8" \
		flowctl flow show in_port port1
	check "one that is none is named" refuses 1 '"nic9" is wrong for in_port' \
		flowctl flow show in_port nic9
	flowctl flow del sw0 priority 8 in_port port1 eth_type 0x88b8
	ip link del sw7
	flowctl flow del sw0 priority 9 eth_type 0x88b8
}

vlans()
{
	check "a VLAN is added to a trunk" eval \
		"flowctl port add port3 switch sw0 trunk 10 && flowctl vlan add 20-22 port port3"
	check "it is shown" shows "10,20-22" flowctl port show port3
	check "VLANs can be chosen" eval \
		"flowctl vlan show 20-21 switch sw0 | grep -qE '^sw0 +20-21 '"
	check "and are all that is shown" fails eval "flowctl vlan show 21 | grep -qE ' (10|20|22) '"
	check "so can a port" eval \
		"flowctl vlan show port port3 | awk 'NR > 1 { print \$2 }' | paste -sd ' ' | grep -x '10 20-22'"
	check "beside VIDs and a switch" eval "flowctl vlan show 20 port port3 switch sw0 | grep -qE '^sw0 +20 '"
	check "one that is none is named" refuses 1 '"nic9" is no port of a switch' \
		flowctl vlan show port nic9
	check "one is taken from it" eval \
		"flowctl vlan del 21 port port3 && flowctl port show port3 | grep -q '10,20,22'"
}

# Of the trunk that vlans() has left.
native_vlans()
{
	check "a native VLAN has to be in the trunk" refuses 2 \
		"native VLAN 5 is none of those of the trunk port3" \
		flowctl port set port3 trunk 10 native 5
	check "for the kernel, too" refuses 2 \
		"the native VLAN is none of those of the trunk" \
		flowctl -k port set port3 trunk 10 native_tagged 11
	check "nothing has changed" shows "trunk +- +10,20,22" flowctl port show port3
	check "it can leave tagged" eval \
		"flowctl port set port3 trunk 10,20 native_tagged 20 tag_type service pcp 5"
	check "that is shown" shows "native-tagged +20 +10,20 " flowctl port show port3
	check "and below it what is shown with -d alone" \
		shows "^    tag_type service translate none pcp 5 " flowctl -d port show port3
	check "on lines that are not too long" \
		fails eval "flowctl -d port show port3 | grep -E '^.{81}'"
	check "and as JSON" shows '"tag_type": *"service"' flowctl -d -j port show port3
}

translations()
{
	check "a VLAN can have another VID on the wire" eval \
		"flowctl port set port3 trunk 10,20 translate 100:10,10:20"
	check "the kernel says so" shows " translate 10:20,100:10" flowctl -d port show port3
	check "and as JSON" shows '"translations": *"10:20,100:10"' flowctl -d -j port show port3
	check "a trace tells both, on the way in" \
		shows "by port port3, tagged 100, in VLAN 10" flowctl trace sw0 in_port port3 vid 100
	check "one VID on the wire is one VLAN" refuses 2 \
		"VID 20 on the wire of port3 would be both VLAN 10 and VLAN 20" \
		flowctl port set port3 translate 20:10
	check "a translated VLAN stays in the trunk" refuses 2 \
		"port3 translates 100 to VLAN 10, which is none of its trunk" \
		flowctl vlan del 10 port port3
	check "translations can be ended" eval \
		"flowctl port set port3 translate none && flowctl -d -j port show port3 | grep -q '\"translations\": *\"none\"'"
}

tunnels()
{
	check "a tunnel has a service VLAN" flowctl port set port3 dot1q_tunnel 30
	check "which is shown" shows "30 .*port3" flowctl vlan
	check "customer VLANs can be chosen" eval \
		"flowctl port set port3 dot1q_tunnel 30 customer_vlans 5-7 &&
		 flowctl port show port3 | grep -qE 'dot1q-tunnel +30 +5-7'"
	flowctl port del port3
}

monitors()
{
	local monitor

	start_monitor monitor
	ip link add extra1 type dummy
	flowctl -k port add extra1 switch sw0
	flowctl flow add sw0 priority 3 eth_type 0x88b7 hard_timeout 1 actions drop
	ip link del extra1
	check "monitor prints a port that comes" wait_for grep -q extra1 "$work/monitor"
	check "and a flow that ends, with the reason" wait_for grep -qE "88b7.*hard|hard.*88b7" "$work/monitor"
	kill "$monitor"
	flowctl -d monitor switch >"$work/monitor" &
	monitor=$!
	check "with details it prints the time" wait_for follows \
		'^20[0-9-]+ [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3} switch-gone switch extra ' "$work/monitor"
	kill "$monitor"
	flowctl -d -j monitor switch >"$work/monitor" &
	monitor=$!
	check "in JSON, too" wait_for follows '"time_ms":1[0-9]{12}[,}]' "$work/monitor"
	kill "$monitor"
}

# Interfaces may have names that are no UTF-8, as JSON is.
names()
{
	local switch=$'sw\xff' nic=$'nic\xff' monitor

	start_monitor monitor switch
	ip link add "$switch" type flowdp
	ip link add "$nic" type dummy
	ip link set "$nic" master "$switch"
	check "a switch is shown, whatever its name" shows '^sw\? ' flowctl switch
	check "and its ports" shows '^sw\? +nic\? ' flowctl port
	check "in JSON, too" shows '"port": "nic\?"' flowctl -j stats
	check "monitor tells of them" wait_for grep -q "^port switch sw? .* port nic? " "$work/monitor"
	kill "$monitor"
	ip link del "$nic"
	ip link del "$switch"
}

traces()
{
	local frame=ffffffffffff52540000000108060001080006040001 capture
	frame+=5254000000010a000001ffffffffffff0a000002

	flowctl -j -s flow show sw0 >"$work/before"
	check "trace in words" shows "sent to port2" flowctl trace sw0 in_port port1 \
		eth_src 52:54:00:00:00:01 eth_dst 52:54:00:00:00:02 ipv4_dst 10.0.0.2
	check "trace in hex" shows "arp_tpa 10.0.0.2" flowctl trace sw0 in_port port1 hex $frame
	check "trace in JSON" eval \
		"flowctl -j trace sw0 in_port port1 hex $frame >$work/trace.json && are_arrays $work/trace.json"
	check "a port is named there" shows '"port": "port2"' cat "$work/trace.json"
	check "with its number" shows '"port_number": [0-9]' cat "$work/trace.json"
	check "what flowd is shown a copy for, too" shows '"class": "learn"' \
		flowctl -j trace sw0 in_port port1 eth_src 52:54:00:00:09:09
	check "and with details the frame that leaves" shows "\"frame\": \"$frame" \
		flowctl -j -d trace sw0 in_port port1 hex $frame
	check "an unknown field gets a suggestion" refuses 1 'did you mean "eth_src"' \
		flowctl trace sw0 in_port port1 eth_scr 52:54:00:00:00:01
	on 1 timeout 60 tcpdump -i eth0 -c 1 -w "$work/packet.pcap" arp 2>"$work/captured" &
	capture=$!
	wait_for matches "listening on" "$work/captured"
	send_frames 1 $frame
	wait $capture
	check "trace from a pcap file" shows "arp_tpa 10.0.0.2" \
		flowctl trace sw0 in_port port1 pcap "$work/packet.pcap"
	check "a frame that the file does not have is refused" refuses 1 "" \
		flowctl trace sw0 in_port port1 pcap "$work/packet.pcap" frame 9
	check "a digit too few is refused" refuses 1 "two digits a byte" flowctl trace sw0 in_port port1 hex fff
	check "a frame in a foreign VLAN is said to be dropped" shows "drop" \
		flowctl trace sw0 in_port port1 vid 99 ipv4_dst 10.0.0.2
}

# usage: completes WORD LINE...: bash offers the word in place of the line's last one
completes()
{
	local -a COMP_WORDS=("${@:2}") COMPREPLY=()
	local COMP_CWORD=$(($# - 2))

	_flowctl
	printf '%s\n' "${COMPREPLY[@]}"
	[[ " ${COMPREPLY[*]} " == *" $1 "* ]]
}

completions()
{
	local object

	# shellcheck source=/dev/null
	. "$(dirname "$(readlink -f "$0")")/../packaging/completion/flowctl"
	flowctl help | sed -n '/^Objects:/,$ s/^  \([a-z]*\) .*/\1/p' >"$work/objects"
	check "there are objects in the help" test "$(wc -l <"$work/objects")" -gt 10
	while read -r object; do
		check "bash completes $object" completes "$object" flowctl ""
		check "behind help, too" completes "$object" flowctl help "${object:0:2}"
		check "and its own help" completes help flowctl -j "$object" ""
	done <"$work/objects"
	check "it completes commands" completes replace flowctl fdb r
	check "and settings" completes mac_limit flowctl -n there port set port1 mac
	check "and interfaces" completes port1 flowctl trace sw0 in_port port
	check "and not what else is beside them" fails completes bonding_masters flowctl stats bond
	check "and files" completes "$work/objects" flowctl trace sw0 in_port port1 pcap "$work/ob"
}

# flowctl -n acts in another network namespace, for which no flowd runs.
namespaces()
{
	ip netns add elsewhere
	check "a switch is made in another namespace" flowctl -n elsewhere -k switch add sw8
	check "it is seen there" shows sw8 flowctl -n elsewhere switch
	check "and not here" fails eval "flowctl switch | grep -q sw8"
	check "this flowd is not taken for the one there" refuses 3 '"flowd -n elsewhere"' \
		env -u FLOWSWITCH_SOCKET flowctl -n elsewhere switch add sw9
	check "nor when it is asked" refuses 3 '"flowd -n elsewhere"' \
		env -u FLOWSWITCH_SOCKET flowctl -n elsewhere fdb
	check "nor by a path" refuses 1 "FLOWSWITCH_SOCKET" \
		env -u FLOWSWITCH_SOCKET flowctl -n /run/netns/elsewhere fdb
	check "what the kernel holds there is shown without it" \
		eval "env -u FLOWSWITCH_SOCKET flowctl -n elsewhere -d switch >$work/there; grep ^sw8 $work/there"
	check "and with -k it is not missed" flowctl -k -n elsewhere -d switch
	check "one that is named is asked" \
		refuses 2 "" env FLOWSWITCH_SOCKET="${FLOWSWITCH_SOCKET:-/run/flowswitch/flowd.varlink}" \
		flowctl -n elsewhere switch del sw9
	check "the fdb is not the kernel's" refuses 1 "-k" flowctl -k fdb
	check "nor are the VLANs of policies" refuses 1 "-k" flowctl -k vlan add 10 port port1
	check "the VLANs of ports are" flowctl -k vlan
	check "a namespace that is not there is refused" \
		refuses 1 'no network namespace "nowhere"' flowctl -n nowhere switch
	check "by monitor, too" \
		refuses 1 'no network namespace "nowhere"' flowctl -n nowhere monitor
	check "so is a file that is none" \
		refuses 1 'no network namespace "/etc/passwd"' flowctl -n /etc/passwd switch
}

echo "TAP version 13"
add_two_hosts
ip link add port3 type dummy
check "flowd starts" start_flowd
reaches 1 2 >"$work/output"
wait_for knows 52:54:00:00:00:02 port2 >"$work/output"
wrong_usage
wrong_names
refusals
without_flowd
shows_everything
full_disks
batches
cookies
order_of_flows
narrows
vlans
native_vlans
translations
tunnels
monitors
names
traces
completions
namespaces
finish
