#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Drops are seen where one looks for them: the module's own tracepoint, the
# kernel's skb:kfree_skb with its reason, and "flowctl drops", all of the same.
#
#    +---- host1 ----+   +--- here ---+
#    |            e0-|---|-p1   sw0   |     port 1: trunk 10, no native VLAN;
#    +---------------+   +------------+     table 0: drop
#
# Kernels: 6.1 6.12 (tracing)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

tracing=/sys/kernel/tracing

create()
{
	ip netns add host1
	ip link add p1 type veth peer name e0 netns host1
	ip netns exec host1 sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip link set p1 up
	ip -n host1 link set e0 up
	ip -n host1 addr add 10.9.0.1/24 dev e0
	ip -n host1 neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev e0
	ip link add sw0 type flowdp
	ip link set p1 master sw0
}

# usage: drop EVENT COUNT: the trace of EVENT while COUNT frames enter and are dropped
drop()
{
	echo >$tracing/trace
	echo 1 >"$tracing/events/$1/enable"
	ip netns exec host1 ping -q -c "$2" -i 0.01 -W 3 10.9.0.2
	echo 0 >"$tracing/events/$1/enable"
	cat $tracing/trace
}

create >/dev/null 2>&1
# To tell the names of processes the kernel would patch its scheduler while that runs, which
# not every emulated machine survives (see "run").
echo 0 >$tracing/options/record-cmd
drop flowdp/flowdp_drop 5 >"$work/output" 2>&1
[ "$(grep -c 'flowdp_drop: switch=sw0 .*in_port=1 vid=0 length=98 reason=8$' "$work/output")" -eq 5 ]
result "each drop is an event of the module, with switch, port and reason" $?

flowctl -k port set p1 switch sw0 trunk 10 >"$work/output" 2>&1
drop flowdp/flowdp_drop 3 >>"$work/output" 2>&1
[ "$(grep -c 'flowdp_drop: switch=sw0 .* in_port=1 .*reason=6$' "$work/output")" -eq 3 ]
result "the reason is that of the drop" $?

{
	flowctl -k port set p1 switch sw0 vlan none
	flowctl table set sw0 0 default drop
	drop skb/kfree_skb 3
} >"$work/output" 2>&1
[ "$(grep -c 'kfree_skb: .* protocol=2048 .*reason: NETFILTER_DROP' "$work/output")" -eq 3 ]
result "each drop is one of the kernel's own, with its reason" $?

{
	echo >$tracing/trace
	echo 1 >$tracing/events/skb/kfree_skb/enable
	flowctl trace sw0 in_port p1 eth_src 02:00:00:00:00:01
	flowctl table set sw0 0 default flood
	flowctl trace sw0 in_port p1 eth_src 02:00:00:00:00:01
	flowctl trace sw0 in_port sw0 eth_src 02:00:00:00:00:01
	echo 0 >$tracing/events/skb/kfree_skb/enable
	cat $tracing/trace
} >"$work/output" 2>&1
grep -q 'verdict: sent to p1' "$work/output" &&
	! grep -q 'kfree_skb: .* protocol=2048' "$work/output"
result "what is traced is no drop" $?

flowctl drops sw0 >"$work/output" 2>&1
grep -qE 'no-match +5( |$)' "$work/output" && grep -qE 'ingress-untagged +3( |$)' "$work/output" &&
	grep -qE 'policy +3( |$)' "$work/output"
result "the counters tell the same" $?
finish
