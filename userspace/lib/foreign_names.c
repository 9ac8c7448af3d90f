// SPDX-License-Identifier: GPL-2.0-or-later
#include "foreign_names.h"

#include <stddef.h>
#include <string.h>

static const struct foreign_name {
	const char *word;
	const char *here;
} known[] = {
	/* commands of ovs-vsctl(8) */
	{ "add-br", "switch add NAME" },
	{ "del-br", "switch del NAME" },
	{ "show", "port show" },
	{ "list-br", "switch" },
	{ "br-exists", "switch show NAME" },
	{ "add-port", "port add DEV switch NAME" },
	{ "del-port", "port del DEV" },
	{ "list-ports", "port show switch NAME" },
	{ "list-ifaces", "port show switch NAME" },
	{ "port-to-br", "port show DEV" },
	{ "iface-to-br", "port show DEV" },
	{ "interface", "port" },
	/* of ovs-ofctl(8) */
	{ "dump-flows", "flow show SWITCH" },
	{ "add-flow", "flow add SWITCH MATCH actions ACTIONS" },
	{ "mod-flows", "flow replace SWITCH MATCH actions ACTIONS" },
	{ "del-flows", "flow flush SWITCH MATCH" },
	{ "dump-groups", "group show SWITCH" },
	{ "add-group", "group add SWITCH id N BUCKETS" },
	{ "del-groups", "group del SWITCH id N" },
	{ "dump-tables", "table show SWITCH" },
	{ "dump-ports", "stats show SWITCH" },
	{ "dump-ports-desc", "port show switch NAME" },
	/* of ovs-appctl(8) */
	{ "fdb/show", "fdb show switch NAME" },
	{ "fdb/add", "fdb add MAC port DEV vlan VID" },
	{ "fdb/del", "fdb del MAC vlan VID" },
	{ "fdb/flush", "fdb flush switch NAME" },
	{ "ofproto/trace", "trace SWITCH PACKET" },
	{ "dpctl/dump-flows", "flow show SWITCH" },
	/* of brctl(8), bridge(8) and ip(8) */
	{ "addbr", "switch add NAME" },
	{ "delbr", "switch del NAME" },
	{ "addif", "port add DEV switch NAME" },
	{ "delif", "port del DEV" },
	{ "showmacs", "fdb show switch NAME" },
	{ "setageing", "switch set NAME ageing SECONDS" },
	{ "bridge", "switch" },
	{ "brctl", "switch" },
	{ "ovs-vsctl", "switch" },
	{ "ovs-ofctl", "flow" },
	{ "ovs-dpctl", "flow" },
	{ "ovs-appctl", "status" },
	{ "br", "switch" },
	{ "link", "port" },
	{ "create", "add" },
	{ "append", "add" },
	{ "remove", "del" },
	{ "dump", "show" },
	/* settings */
	{ "access", "vlan" },
	{ "untagged", "vlan" },
	{ "tagged", "trunk" },
	{ "tag", "vlan" },
	{ "trunks", "trunk" },
	{ "cvlans", "customer_vlans" },
	{ "protected", "isolated" },
	{ "ofport_request", "number" },
	{ "mac-aging-time", "ageing" },
	{ "ageing_time", "ageing" },
	{ "mac-table-size", "mac_limit" },
	{ "flood", "flood_unicast" },
	{ "mcast_flood", "flood_multicast" },
	{ "bcast_flood", "flood_broadcast" },
	{ "neigh_suppress", "neighbour_suppression" },
	{ "master", "switch" },
	{ "dev", "port" },
	{ "vid", "vlan" },
	{ "pvid", "native" },
	/* fields of packets, two of them with a name of our own elsewhere */
	{ "vlan", "vid" },
	{ "port", "in_port" },
	{ "ip", "eth_type ipv4" },
	{ "ipv6", "eth_type ipv6" },
	{ "arp", "eth_type arp" },
	{ "icmp", "eth_type ipv4 ip_proto icmp" },
	{ "tcp", "eth_type ipv4 ip_proto tcp" },
	{ "udp", "eth_type ipv4 ip_proto udp" },
	{ "sctp", "eth_type ipv4 ip_proto sctp" },
	{ "tcp6", "eth_type ipv6 ip_proto tcp" },
	{ "udp6", "eth_type ipv6 ip_proto udp" },
	{ "dl_src", "eth_src" },
	{ "dl_dst", "eth_dst" },
	{ "dl_type", "eth_type" },
	{ "dl_vlan", "vid" },
	{ "dl_vlan_pcp", "pcp" },
	{ "nw_src", "ipv4_src" },
	{ "nw_dst", "ipv4_dst" },
	{ "nw_proto", "ip_proto" },
	{ "nw_tos", "ip_tos" },
	{ "nw_ttl", "ip_ttl" },
	{ "tcp_src", "tp_src" },
	{ "tcp_dst", "tp_dst" },
	{ "udp_src", "tp_src" },
	{ "udp_dst", "tp_dst" },
	/* actions; in table 8 the bridge begins, which is "normal" */
	{ "normal", "goto 8" },
	{ "NORMAL", "goto 8" },
	{ "all", "flood" },
	{ "goto_table", "goto" },
	{ "resubmit", "goto" },
	{ "strip_vlan", "pop_vlan" },
	{ "controller", "upcall" },
	{ "mod_dl_src", "set eth_src" },
	{ "mod_dl_dst", "set eth_dst" },
	{ "mod_nw_src", "set ipv4_src" },
	{ "mod_nw_dst", "set ipv4_dst" },
	{ "mod_tp_src", "set tp_src" },
	{ "mod_tp_dst", "set tp_dst" },
	{ NULL, NULL }
};

const char *flow_foreign_name(const char *word)
{
	const struct foreign_name *name = known;

	while (name->word && strcmp(name->word, word))
		name++;
	return name->here;
}
