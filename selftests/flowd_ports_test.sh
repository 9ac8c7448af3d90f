#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Interfaces come, go and change, and land where the policies say.
# Kernels: debug 6.12 (of a program's own doings; the first is a 6.1)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# usage: has_vlan INTERFACE VID
has_vlan()
{
	flowctl port show "$1" | grep -qE "$1 +[0-9]+ access +$2 "
}

is_not_port()
{
	! is_port "$1"
}

add_dummy()
{
	ip link add "$1" type dummy
	ip link set "$1" up
}

comes_and_goes()
{
	check "a policy holds before its interface exists" flowctl port add tap0 switch sw0 vlan 30
	add_dummy tap0
	check "the interface is attached when it comes" wait_for has_vlan tap0 30
	ip link del tap0
	check "it goes with the interface" wait_for is_not_port tap0
	add_dummy tap0
	check "and comes with the next of this name" wait_for has_vlan tap0 30
	add_dummy tap1
	check "a pattern takes what no name does" wait_for has_vlan tap1 10
	check "the name of an interface wins over a pattern" has_vlan tap0 30
	add_dummy $'tap\xff'
	check "one whose name is no text is shown as it can be" \
		wait_for shows 'sw0 +tap\? ' flowctl -d port
	ip link del $'tap\xff'
	check "changing the policy changes the port" flowctl port set tap0 vlan 31
	check "at once" has_vlan tap0 31
	check "without the policy of its own the pattern holds" flowctl port del tap0
	check "at once, too" has_vlan tap0 10
}

renamed()
{
	add_dummy other
	sleep 0.3
	check "an interface that no policy names is left alone" is_not_port other
	ip link set other down
	ip link set other name tap7
	check "renamed so that one does, it is attached" wait_for has_vlan tap7 10
	ip link set tap7 name other
	check "renamed back, it is taken out" wait_for is_not_port other
	ip link del other
}

# The name says nothing of these.
known_otherwise()
{
	add_dummy nic0
	check "a policy by alias holds before any interface has it" \
		flowctl port add 'alias:web-*' switch sw0 vlan 20
	ip link set nic0 alias web-1
	check "and for one that gets it" wait_for has_vlan nic0 20
	check "flowctl shows which policy that is" shows ' policy alias:web-\*' flowctl -d port show nic0
	check "a policy by MAC address" flowctl port add mac:52:54:0:0:0:aa switch sw0 vlan 21
	ip link set nic0 address 52:54:00:00:00:aa
	check "wins over it" wait_for has_vlan nic0 21
	check "one by name" flowctl port add nic0 switch sw0 vlan 22
	check "wins over both" has_vlan nic0 22
	check "flowctl says which one holds" \
		shows 'the policy "nic0" holds for it, and not "mac:52:54:00:00:00:aa"' flowctl -d port
	check "all are kept as they name it" \
		shows "^Match=mac:52:54:00:00:00:aa" flowctl config show
	check "VLANs are added to it by that name" refuses 2 "access port" \
		flowctl vlan add 30 port mac:52:54:0:0:0:AA
	check "without the name, the address holds" flowctl port del nic0
	check "at once" has_vlan nic0 21
	ip link set nic0 address 52:54:00:00:00:ab
	check "without the address, the alias does" wait_for has_vlan nic0 20
	ip link set nic0 alias ""
	check "without either, none" wait_for is_not_port nic0
	check "a group address is refused" \
		refuses 2 "multicast" flowctl port add mac:01:00:5e:00:00:01 switch sw0
	flowctl port del mac:52:54:00:00:00:aa
	flowctl port del 'alias:web-*'
	ip link del nic0
}

# usage: numbers: of the ports with the profile
numbers()
{
	flowctl port | awk '$2 ~ /^share/ { print $2, $3 }'
}

shared_settings()
{
	local before

	check "a profile is made" flowctl profile add web vlan 40 learning off
	check "ports have it" flowctl port add 'share*' switch sw0 profile web
	check "one has something of its own" \
		flowctl port add share2 switch sw0 profile web learning on
	add_dummy share1
	add_dummy share2
	check "both are in its VLAN" eval "wait_for has_vlan share1 40 && wait_for has_vlan share2 40"
	check "and learn as each is told" eval \
		"flowctl -j -d port show share1 | grep -q '\"learning\": false' &&
		 flowctl -j -d port show share2 | grep -q '\"learning\": true'"
	before=$(numbers)
	check "the profile is changed" flowctl profile set web vlan 41
	check "and so are both, at once" eval "has_vlan share1 41 && has_vlan share2 41"
	check "which stay the ports they were" test "$before" = "$(numbers)"
	check "no change is for some of them alone" \
		refuses 2 "share2, which uses the profile .web.: .* no community" eval \
		"flowctl port set share2 isolated on && flowctl profile set web community 5"
	check "one that a port has is not deleted" refuses 2 "uses the profile" flowctl profile del web
	check "it is shown with its ports" shows 'web +access +41 .*share\* share2' flowctl profile
	check "the port is shown with it" shows ' profile web' flowctl -d port show share1
	check "the configuration has the port's own alone" eval \
		"flowctl config | grep -A4 '^Match=share2' | tr '\n' ' ' |
		 grep -q 'Switch=sw0 Profile=web Learning=yes Isolated=yes'"
	flowctl config >"$work/before"
	end_flowd KILL
	check "flowd starts again" start_flowd
	check "and all is as it was" diff "$work/before" <(flowctl config)
	check "what the profile says is taken back" flowctl profile unset web vlan learning
	check "and ports are as by default" eval \
		"flowctl port show share1 | grep -qE 'share1 +[0-9]+ none' &&
		 flowctl -j -d port show share1 | grep -q '\"learning\": true'"
	check "without it the port has its own" flowctl port set share2 profile none
	check "and no VLAN" shows "share2 +[0-9]+ none" flowctl port show share2
	flowctl port del share2
	flowctl port del 'share*'
	check "one that none has is deleted" flowctl profile del web
	ip link del share1
	ip link del share2
}

taken_away()
{
	ip link add br0 type bridge
	add_dummy other
	ip link set other master br0
	check "a policy for another's port is refused" \
		refuses 2 "other: .*master" flowctl port add other switch sw0 vlan 10
	check "and nothing is kept of it" fails eval "flowctl -j -d port | grep -q '\"other\"'"
	ip link set other name tap8 2>/dev/null ||
		{ ip link set other down && ip link set other name tap8; }
	check "for one that a pattern names, flowd says why it is not attached" wait_for said "tap8 cannot be set up"
	check "so does flowctl, with the kernel's sentence" \
		shows "problem .*master" flowctl -d port show tap8
	check "in JSON too" shows '"problem": ".*master' flowctl -j -d port show tap8
	check "status counts it" shows "^port +1 of 1 port policies not attached" flowctl status
	ip link set tap8 nomaster
	check "and attaches it once it can" wait_for is_port tap8
	check "then nothing is amiss" fails shows "not attached" flowctl status
	ip link set tap8 nomaster
	check "one that somebody takes out comes back" wait_for is_port tap8
	ip link del br0
	ip netns add elsewhere
	ip link set tap8 netns elsewhere
	check "one that is moved into another namespace is gone" wait_for is_not_port tap8
	ip -n elsewhere link set tap8 netns 1
	check "and is attached again when it is back" wait_for is_port tap8
}

# usage: is_master INTERFACE SWITCH
is_master()
{
	[[ $(ip -o link show "$1") == *" master $2 "* ]]
}

# What is done by hand holds only where no policy says otherwise.
by_hand()
{
	flowctl switch add sw1
	ip link add sw2 type flowdp
	add_dummy tap9
	add_dummy other
	ip link set other master sw0
	check "a port by hand, which no policy names, has the default settings" wait_for \
		shows " other +[0-9]+ none " flowctl port show other
	check "a policy for it sets it up" eval "flowctl port add other switch sw0 vlan 41 &&
		has_vlan other 41"
	flowctl port add tap9 switch sw0 vlan 40
	ip link set tap9 master sw1
	check "put into another switch, a port comes back to that of its policy" \
		wait_for is_master tap9 sw0
	check "with its settings" wait_for has_vlan tap9 40
	flowctl -k port set tap9 vlan 42
	check "what the kernel alone is told holds" has_vlan tap9 42
	flowctl port set tap9 hairpin on
	check "until flowd sets the port up again" has_vlan tap9 40
	ip link set tap9 master sw2
	check "a switch that flowd does not serve keeps it" \
		wait_for shows "problem .*master" flowctl -d port show tap9
	check "as long as it does" is_master tap9 sw2
	ip link set tap9 nomaster
	check "then the policy holds again" wait_for has_vlan tap9 40
	flowctl port del tap9
	flowctl port del other
	flowctl switch del sw1
	ip link del sw2
	ip link del tap9
	ip link del other
}

# A policy, or a static entry, of what is not there.
not_there()
{
	check "a policy for what is not there is taken" flowctl port add tap99 switch sw0
	check "flowctl says that it is not there" \
		shows "problem .*there is no such interface" flowctl -d port show tap99
	check "a static entry of it is taken, too" \
		flowctl fdb add 52:54:00:00:00:99 port tap99
	check "and is said not to be in place" \
		shows "52:54:00:00:00:99 +tap99 +static .*tap99 is no port" flowctl -d fdb
	check "status counts both" \
		shows "^fdb +1 of 1 static entries not in place" flowctl status
	check "and port policies" shows "^port +1 of 2 port policies not attached" flowctl status
	add_dummy tap99
	check "with the interface, all is well" \
		wait_for fails eval "flowctl status | grep -E 'not (attached|in place)'"
	check "and the entry is in place" knows 52:54:00:00:00:99 tap99 static
	flowctl fdb del 52:54:00:00:00:99
	flowctl port del tap99
	ip link del tap99
}

not_ports()
{
	check "the loopback interface is refused" \
		refuses 2 "loopback" flowctl port add lo switch sw0
	check "a pattern does not take it" eval "flowctl port add 'l*' switch sw0 && is_not_port lo"
	flowctl port del 'l*'
	check "a switch is no port of another" \
		refuses 2 "cannot be a port" eval "flowctl switch add sw1 && flowctl port add sw1 switch sw0"
	flowctl switch del sw1
	check "a switch of the configuration stays" refuses 2 "sw0" flowctl switch del sw0
}

many()
{
	local n

	echo "switch add sw2" >"$work/batch"
	for n in {1..100}; do
		echo "port add gone$n switch sw2" >>"$work/batch"
	done
	add_dummy gone100
	check "a switch and a hundred policies are made at once" flowctl -b "$work/batch"
	check "and are gone with one word" flowctl switch del sw2
	check "the switch" fails ip link show sw2
	check "and the policies" fails eval "flowctl -j -d port | grep -q gone"
	ip link del gone100

	for n in {1..100}; do
		echo "link add tapm$n type dummy"
	done >"$work/links"
	ip -batch "$work/links"
	check "a hundred interfaces at once are all attached" wait_for is_port tapm100
	check "each" test "$(flowctl -j port | grep -c '"port": "tapm')" -eq 100
	for n in {1..100}; do
		echo "link del tapm$n"
	done >"$work/links"
	ip -batch "$work/links"
	check "and are gone with them" wait_for is_not_port tapm100
}

configure <<-EOF
	[Switch]
	Name=sw0
	[Port]
	Match=tap*
	Vlan=10
EOF
echo "TAP version 13"
check "flowd starts" start_flowd
comes_and_goes
renamed
known_otherwise
shared_settings
taken_away
by_hand
not_there
not_ports
many
finish
