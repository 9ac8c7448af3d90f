#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The module is removed: under traffic, while switches are made and deleted, and
# while sockets listen to it.  It goes completely, and can come back.
#
#    +----- left -----+   +------- here -------+   +----- right ----+
#    |     10.9.0.1/24|   |        sw0         |   |10.9.0.2/24     |
#    |          e0 ---|---|-- left    right ---|---|--- e0          |
#    +----------------+   +--------------------+   +----------------+
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

jobs=()

create()
{
	local side address=1

	for side in left right; do
		ip netns add $side
		ip link add $side type veth peer name e0 netns $side
		ip link set $side up
		ip -n $side addr add 10.9.0.$address/24 dev e0
		ip -n $side link set e0 up
		# It does not ask anew for the other while there is no switch, and then lose what waits.
		ip netns exec $side sysctl -qw net.ipv4.neigh.e0.delay_first_probe_time=600
		address=$((address + 1))
	done
}

create_switch()
{
	modprobe flowdp &&
		ip link add sw0 type flowdp &&
		ip link set left master sw0 &&
		ip link set right master sw0 &&
		flowctl table set sw0 0 default flood
}

stop_jobs()
{
	[ ${#jobs[@]} -eq 0 ] || kill -KILL "${jobs[@]}"
	wait
	jobs=()
} 2>/dev/null

start()
{
	"$@" >/dev/null 2>&1 &
	jobs+=($!)
}

is_gone()
{
	[ ! -e /sys/module/flowdp ] && ! ip link show sw0 &&
		[ -z "$(ip link show type flowdp 2>/dev/null)" ] &&
		! ip -o link show left | grep -q 'master' &&
		ip -d link show left | grep -q 'promiscuity 0'
} >/dev/null 2>&1

answers()
{
	ip netns exec left ping -q -c 1 -W 20 10.9.0.2
}

# Both ways at once, and from the host into the switch.
start_traffic()
{
	start ip netns exec left ping -q -f 10.9.0.2
	start ip netns exec right ping -q -f -s 3000 10.9.0.1
}

remove_under_traffic()
{
	local round

	for round in 1 2; do
		echo "round $round"
		create_switch && answers || return
		start_traffic
		sleep 0.5
		timeout 60 rmmod flowdp && is_gone || return
		stop_jobs
	done
}

delete_under_traffic()
{
	local round

	for round in 1 2; do
		echo "round $round"
		create_switch && answers || return
		start_traffic
		sleep 0.3
		timeout 60 ip link del sw0 && ! ip link show sw0 || return
		stop_jobs
	done
	timeout 60 rmmod flowdp && is_gone
}

# Until it is enough.  Making a switch loads the module.
make_and_delete()
{
	local name=$1 round=0

	until [ -e "$work/enough" ]; do
		round=$((round % 6 + 1))
		ip link add "$name" type flowdp && ip link set "$name" up
		sleep 0.0"$round"
		[ ! -e "/sys/class/net/$name" ] || ip link del "$name"
	done
}

reload_while_switches_come_and_go()
{
	local removed=0 tries=0

	start make_and_delete sw1
	start make_and_delete sw2
	while [ $removed -lt 8 ] && [ $((tries += 1)) -lt 1000 ]; do
		timeout 60 rmmod flowdp && removed=$((removed + 1))
		sleep 0.02
	done
	touch "$work/enough"
	wait
	jobs=()
	echo "removed $removed times of $tries"
	[ $removed -eq 8 ] || return
	create_switch && answers && timeout 60 rmmod flowdp && is_gone
}

remove_while_sockets_listen()
{
	create_switch && start_monitor monitor || return
	jobs+=("$monitor")
	kill -0 "$monitor" && timeout 60 rmmod flowdp && is_gone || return
	# They were told, too.
	wait_for matches "^switch-gone switch sw0 " "$work/monitor" || return
	stop_jobs
	# What listened to the old one does not stand in the way of the new.
	create_switch && answers && timeout 60 rmmod flowdp && is_gone
}

# Who asks for the module does not have it loaded meanwhile.
remove_before_a_monitor_has_read()
{
	local loader status

	loader=$(</proc/sys/kernel/modprobe)
	create_switch && start_monitor monitor switch || return
	jobs+=("$monitor")
	echo /bin/false >/proc/sys/kernel/modprobe
	kill -STOP "$monitor"
	rmmod flowdp && modprobe flowdp && rmmod flowdp
	kill -CONT "$monitor"
	wait_for matches "loaded anew" "$work/monitor"
	modprobe flowdp
	: >"$work/monitor"
	wait_for follows "^switch-gone switch extra " "$work/monitor"
	status=$?
	echo "$loader" >/proc/sys/kernel/modprobe
	stop_jobs
	rmmod flowdp && [ $status -eq 0 ]
}

remove_while_the_host_uses_it()
{
	create_switch || return
	# A route through the switch is no reason to stay, and goes with it.
	ip addr add 10.9.0.9/24 dev sw0 && ip link set sw0 up || return
	start ping -q -f 10.9.0.2
	sleep 0.3
	timeout 60 rmmod flowdp && is_gone && [ -z "$(ip route show 10.9.0.0/24)" ]
}

echo "TAP version 13"
create
rmmod flowdp 2>/dev/null
check "the module is removed under traffic" remove_under_traffic
check "switches are deleted under traffic" delete_under_traffic
check "the module is reloaded while switches come and go" reload_while_switches_come_and_go
check "the module is removed while sockets listen" remove_while_sockets_listen
check "a monitor waits for a module that is gone again" remove_before_a_monitor_has_read
check "the module is removed while the host uses the switch" remove_while_the_host_uses_it
dmesg | grep 'unregister_netdevice: waiting' >"$work/output"
result "no netdev was kept" $((! $?))
stop_jobs
modprobe flowdp
finish
