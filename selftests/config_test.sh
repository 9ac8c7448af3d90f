#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# All of the configuration at once: shown, compared, applied, tried out, saved.
# Kernels: debug 6.12 (of a program's own doings; the first is a 6.1)
#
#    +------ sw0 ------+
#    | port1 ... port4 |
#    +---|---------|---+
#      host1 ... host4      1 and 2 in VLAN 10, 3 and 4 are what is changed
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

mac2=52:54:00:00:00:02
candidate=$work/candidate.conf

# usage: policies VLAN-OF-3 VLAN-OF-4: sw0 and its four ports
policies()
{
	printf '%s\n' "[Switch]" "Name=sw0" "[Port]" "Match=port[12]" "Vlan=10" \
		"[Port]" "Match=port3" "Vlan=$1" "[Port]" "Match=port4" "Vlan=$2"
}

# usage: differs: whether what runs is not the candidate
differs()
{
	[ -n "$(flowctl config diff "$candidate")" ]
}

# usage: is_nothing COMMAND...: it succeeds and prints nothing
is_nothing()
{
	local output

	output=$("$@" 2>&1) && [ -z "$output" ] && return
	echo "$output"
	return 1
}

# usage: ports_of_kernel: ifindex and number of each port
ports_of_kernel()
{
	flowctl -j -d port | python3 -IS -c "import json, sys
for port in json.load(sys.stdin):
    print(port['port'], port['number'])"
	ip -o link show master sw0 | cut -d : -f 1,2
}

# usage: packets PORT: that it received
packets()
{
	flowctl -j -s port show "$1" | python3 -IS -c "import json, sys
print(json.load(sys.stdin)[0]['rx_packets'])"
}

# usage: none_lost COUNT
none_lost()
{
	cat "$work/ping"
	grep -q "^$1 packets transmitted, $1 received" "$work/ping"
}

what_runs_is_shown()
{
	check "what runs is shown" shows '^Match=port\[12\]' flowctl config show
	flowctl config show >"$candidate"
	check "it is what runs" is_nothing flowctl config diff "$candidate"
	check "it can come from standard input" eval \
		"flowctl config show | is_nothing flowctl config diff -"
	check "to apply it changes nothing" is_nothing flowctl config apply "$candidate"
	check "flowd's own files are what runs" is_nothing flowctl config diff
	check "JSON is a list of objects" eval \
		"flowctl -j config | python3 -IS -c 'import json, sys
assert [o[\"object\"] for o in json.load(sys.stdin)] == [\"switch\", \"port\", \"port\", \"port\"]'"
}

mistakes_are_named()
{
	printf '%s\n' "[Switch]" "Name=sw0" "Nam=x" "[Prot]" "[Port]" "Match=port1" "Trunk=20-10" \
		"Native=0" "[Port]" "Match=port2" "Vlan=4095" "[Port]" "Match=sw*" >"$candidate"
	for command in check diff apply; do
		check "$command names a key that is unknown" \
			refuses 1 "candidate.conf:3: unknown key \"Nam\"" flowctl config $command "$candidate"
		for line in 4 7 8 11 12; do
			check "and the mistake of line $line" \
				grep -q "candidate.conf:$line: " "$work/refused"
		done
	done
	check "flowd --check says the same" \
		eval "! flowd --check -c '$candidate' 2>&1 | diff - <(grep -v '^exit' '$work/refused')"
	check "nothing has changed" is_nothing flowctl config diff
}

only_another_port_changes()
{
	local before ping received

	check "two hosts reach each other" reaches 1 2
	wait_for knows $mac2 port2
	before=$(ports_of_kernel)
	received=$(packets port1)
	policies 30 40 >"$candidate"
	check "diff tells what is another" \
		shows "^changed +port +port3 +Vlan +20 +30" flowctl config diff "$candidate"
	check "and only that" test "$(flowctl config diff "$candidate" | wc -l)" -eq 3
	on 1 ping -q -i 0.002 -c 1500 -W 2 10.0.0.2 >"$work/ping" 2>&1 &
	ping=$!
	wait_for eval "[ \$(packets port1) -gt $((received + 50)) ]"
	check "the change is applied" shows "port4 +Vlan +20 +40" flowctl config apply "$candidate"
	check "and is in force" is_cut_off 3 4
	wait $ping
	check "no packet of the others was lost" none_lost 1500
	check "all ports are the same" diff <(echo "$before") <(ports_of_kernel)
	check "counters went on" test "$(packets port1)" -ge $((received + 1500))
	check "learned addresses are there" knows $mac2 port2
	check "to apply it again changes nothing" is_nothing flowctl config apply "$candidate"
}

outlives_a_restart()
{
	end_flowd KILL
	check "flowd starts again" start_flowd
	check "what was applied runs" is_nothing flowctl config diff "$candidate"
	check "flowd's files do not" fails is_nothing flowctl config diff
	check "status says so" shows "^config +applied in place" flowctl status
	check "until they are applied" flowctl config apply
	check "and are in force" reaches 3 4
	check "and run now" is_nothing flowctl config diff
}

all_or_nothing()
{
	policies 30 40 >"$candidate"
	printf '%s\n' "[Port]" "Match=lonely" >>"$candidate"
	ip link add name lonely type dummy
	ip link add name other type bridge
	ip link set lonely master other
	check "a port that cannot be is refused" refuses 2 "lonely: " flowctl config apply "$candidate"
	check "and no other is changed" reaches 3 4
	check "what ran before runs" is_nothing flowctl config diff
	ip link del lonely
	ip link del other
}

goes_back()
{
	local before

	before=$(ports_of_kernel)
	policies 30 40 >"$candidate"
	echo "Number=77" >>"$candidate"
	check "a change is on trial" flowctl config apply "$candidate" confirm 2
	check "its time expires" wait_for is_nothing flowctl config diff
	check "and all is as it was" reaches 3 4
	check "port numbers, too" diff <(echo "$before") <(ports_of_kernel)
	check "which flowd says" said "was not confirmed in time"
	check "there is nothing to confirm" refuses 2 "no configuration waits" flowctl config confirm
	flowctl config apply >"$work/output"
}

is_confirmed()
{
	policies 30 40 >"$candidate"
	check "a change is on trial again" flowctl config apply "$candidate" confirm 60
	check "status says how long" shows "^config +goes back in [1-6]?[0-9] s" flowctl status
	check "nothing else can be changed" \
		refuses 2 "waits to be confirmed" flowctl port add other switch sw0
	check "it is in force" shows '"pvid": 30' flowctl -j port show port3
	check "it is taken back at once" flowctl config cancel
	check "and is not in force" reaches 3 4
	check "it is tried again" flowctl config apply "$candidate" --confirm 60
	check "and confirmed" flowctl config confirm
	check "it is not going back any more" fails shows "goes back" flowctl status
	check "it stays" is_cut_off 3 4
	check "and runs" is_nothing flowctl config diff "$candidate"
	flowctl config apply >"$work/output"
}

# The file is edited in place, as people do.
killed_on_trial()
{
	policies 30 40 >"$work/flowd.conf"
	check "a file that was edited is on trial" flowctl config apply confirm 60
	check "it is in force, too" is_cut_off 3 4
	end_flowd KILL
	check "flowd starts after being killed" start_flowd
	check "and has gone back" reaches 3 4
	check "a trial is not taken up again" refuses 2 "no configuration waits" flowctl config confirm
	check "the file is tried again" flowctl config apply confirm 60
	end_flowd TERM
	check "who stops flowd has gone back" reaches 3 4
	check "flowd starts" start_flowd
	check "and it stays so" reaches 3 4
	check "the file differs" shows "port3 +Vlan +20 +30" flowctl config diff
}

is_saved()
{
	flowctl port set port4 vlan 41
	check "what runs is saved" flowctl config save
	check "the file says it" is_nothing flowctl config diff
	check "the one before is kept" grep -q "Vlan=40" "$work/flowd.conf~"
	rm "$work/intent.json"
	end_flowd TERM
	check "flowd starts with what was saved" start_flowd
	check "and it is in force" shows '^Vlan=41' flowctl config show
	check "the file is right" flowd --check -c "$work/flowd.conf"
	touch -d "2020-01-01" "$work/flowd.conf"
	check "to save it again" flowctl config save
	check "does not write it" test -z "$(find "$work/flowd.conf" -newermt 2021-01-01)"
}

# usage: logs EXPRESSION [STREAM]: in the first line, with the device and inode of what is the journal
logs()
{
	echo "[wrong]" >"$work/wrong.conf"
	JOURNAL_STREAM=${2-} flowd -c "$work/wrong.conf" -s "$work/other" 2>"$work/other.log" && return 1
	head -n 1 "$work/other.log" | grep -q "$1"
}

what_is_the_journal()
{
	: >"$work/other.log"
	check "a line in the journal starts with its level" \
		logs '^<3>' "$(stat -c %d:%i "$work/other.log")"
	check "and elsewhere not, though others have a journal" logs '^flowd: ' 1:2
}

policies 20 20 >"$work/flowd.conf"
echo "TAP version 13"
for n in 1 2 3 4; do
	add_host $n
done
check "flowd starts" start_flowd
what_runs_is_shown
mistakes_are_named
only_another_port_changes
outlives_a_restart
all_or_nothing
goes_back
is_confirmed
killed_on_trial
is_saved
what_is_the_journal
finish
