# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The world of the demonstration:
#
#    web1  10.0.0.11   web2  10.0.0.12   db1  10.0.0.21       virtual machines
#        |                 |                |
#    tap-web1          tap-web2          tap-db1
#        | VLAN 10         | VLAN 10        | VLAN 20
#    +---+-----------------+----------------+---+
#    |                   sw0                    |
#    +--------------------+---------------------+
#                      uplink
#                         | VLANs 10 and 20, tagged
#                       trunk                                 namespace outside
#                      /     \
#                VLAN 10     VLAN 20
#        office 10.0.0.1     backup 10.0.0.2                  namespaces
#
# All addresses are in one subnet, so that what does not reach the other does not
# because of its VLAN.

export GUEST_DIR=/run/demo
guests=(web1 web2 db1)
flowd_pid=

guest()
{
	"$here/guest" "$@"
}

# usage: in_namespace NAME COMMAND...
in_namespace()
{
	ip netns exec "$@"
}

# usage: add_host NAMESPACE INTERFACE ADDRESS: moves the interface there
add_host()
{
	ip netns add "$1"
	ip -n outside link set "$2" netns "$1" name eth0
	ip -n "$1" link set lo up
	ip -n "$1" addr add "$3/24" dev eth0
	ip -n "$1" link set eth0 up
}

build_outside()
{
	ip netns add outside
	ip link add uplink type veth peer name trunk netns outside
	ip link set uplink up
	ip -n outside link set trunk up
	ip -n outside link add link trunk name vlan10 type vlan id 10
	ip -n outside link add link trunk name vlan20 type vlan id 20
	add_host office vlan10 10.0.0.1
	add_host backup vlan20 10.0.0.2
}

# A host that nobody has heard of, in VLAN 10 of the outside.
build_visitor()
{
	ip netns add visitor
	ip -n office link add link eth0 name visitor type macvlan mode bridge
	ip -n office link set visitor netns visitor name eth0
	ip -n visitor addr add 10.0.0.3/24 dev eth0
	ip -n visitor link set eth0 up
}

# usage: start_guest NAME NUMBER
start_guest()
{
	ip tuntap add "tap-$1" mode tap
	ip link set "tap-$1" up
	"$here/guest-start" "$1" "tap-$1" "52:54:00:00:00:$2" "10.0.0.$2/24"
}

start_flowd()
{
	flowd -c "$here/flowd.conf" >>"$GUEST_DIR/flowd.log" 2>&1 &
	flowd_pid=$!
}

flowd_serves()
{
	wait_for 20 flowctl status
}

# Ends flowd with a signal, and waits until it is gone.
end_flowd()
{
	kill "-$1" "$flowd_pid"
	wait "$flowd_pid" 2>/dev/null || true
}

is_port()
{
	[ "$(readlink "/sys/class/net/$1/master")" = ../sw0 ]
}

attached()
{
	local interface

	for interface; do
		wait_for 10 is_port "$interface" || return 1
	done
}
