// SPDX-License-Identifier: GPL-2.0-only
/* Requests about packets: upcall binding, packet-out, trace. */
#include <linux/etherdevice.h>

#include "execute.h"
#include "netlink_objects.h"
#include "packet.h"
#include "rx.h"
#include "switch.h"
#include "trace.h"

#define TRACE_MESSAGE_SIZE	32768
#define HEADROOM		64	/* for tags and the netdev's own headers */

const struct nla_policy fdp_upcall_bind_policy[FLOWDP_A_UPCALL_CLASSES + 1] = {
	[FLOWDP_A_UPCALL_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_UPCALL_CLASSES] = NLA_POLICY_MASK(NLA_U32, BIT(__FLOWDP_UPCALL_MAX) - 1),
};

static struct netlink_range_validation packet_range = {
	.min = FLOWDP_PACKET_MIN,
	.max = FLOWDP_PACKET_MAX,
};

const struct nla_policy fdp_packet_policy[FLOWDP_A_PACKET_ACTIONS + 1] = {
	[FLOWDP_A_PACKET_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_PACKET_DATA] = NLA_POLICY_FULL_RANGE(NLA_BINARY, &packet_range),
	[FLOWDP_A_PACKET_IN_PORT] = NLA_POLICY_MAX(NLA_U32, FLOWDP_PORTS_MAX - 1),
	[FLOWDP_A_PACKET_VID] = NLA_POLICY_MAX(NLA_U16, FLOWDP_VID_MAX),
	[FLOWDP_A_PACKET_ACTIONS] = NLA_POLICY_NESTED(fdp_action_policy),
};

/* FLOWDP_CMD_UPCALL_BIND */
int fdp_netlink_upcall_bind(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *classes = info->attrs[FLOWDP_A_UPCALL_CLASSES];

	if (!classes)
		return fdp_refuse(info->extack, NULL, EINVAL,
				  "say which classes of upcalls to bind");
	if (fdp_upcall_bind(info->user_ptr[0], info->snd_portid, nla_get_u32(classes)))
		return fdp_refuse(info->extack, classes, EBUSY,
				  "another socket receives these upcalls; is a daemon running already?");
	return 0;
}

/* The frame of the request as an skb, untagged; or an ERR_PTR. */
static struct sk_buff *make_skb(struct genl_info *info, struct net_device *dev)
{
	const struct nlattr *data = info->attrs[FLOWDP_A_PACKET_DATA];
	struct sk_buff *skb;

	if (!data)
		return ERR_PTR(fdp_refuse(info->extack, NULL, EINVAL, "the request has no frame"));
	skb = alloc_skb(HEADROOM + NET_IP_ALIGN + nla_len(data), GFP_KERNEL);
	if (!skb)
		return ERR_PTR(-ENOMEM);
	skb_reserve(skb, HEADROOM + NET_IP_ALIGN);
	skb_put_data(skb, nla_data(data), nla_len(data));
	skb->dev = dev;
	skb->protocol = eth_type_trans(skb, dev);
	skb_reset_network_header(skb);
	skb_push(skb, ETH_HLEN);
	skb = fdp_rx_untag(skb);
	if (!skb)
		return ERR_PTR(fdp_refuse(info->extack, data, EINVAL,
					  "the frame ends inside of its VLAN tag"));
	skb_reset_mac_header(skb);
	return skb;
}

/* The port that the frame is to come from, if any; or an ERR_PTR. */
static struct fdp_port *in_port(struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[FLOWDP_A_PACKET_IN_PORT];
	struct fdp_port *port;

	if (!attr)
		return NULL;
	port = fdp_port_get(info->user_ptr[0], nla_get_u32(attr));
	if (!port)
		return ERR_PTR(fdp_refuse(info->extack, attr, ENOENT,
					  "the switch has no port of this number"));
	return port;
}

static int need_port(struct fdp_port *port, struct genl_info *info)
{
	if (IS_ERR(port))
		return PTR_ERR(port);
	if (!port)
		return fdp_refuse(info->extack, NULL, EINVAL,
				  "say the port by which the frame is to enter");
	return 0;
}

static int inject(struct genl_info *info, struct fdp_trace *trace)
{
	struct fdp_switch *sw = info->user_ptr[0];
	struct fdp_port *port = in_port(info);
	struct sk_buff *skb;
	int err;

	err = need_port(port, info);
	if (err)
		return err;
	skb = make_skb(info, port->dev);
	if (IS_ERR(skb))
		return PTR_ERR(skb);
	local_bh_disable();
	rcu_read_lock();
	fdp_rx_inject(sw, port, skb, trace);
	rcu_read_unlock();
	local_bh_enable();
	return 0;
}

static int run_actions(struct genl_info *info)
{
	const struct nlattr *vid = info->attrs[FLOWDP_A_PACKET_VID];
	struct fdp_switch *sw = info->user_ptr[0];
	const struct fdp_action_place place = { .sw = sw, .table = -1, .group = true };
	struct fdp_port *port = in_port(info);
	struct fdp_action_list *list;
	struct fdp_packet packet;
	struct sk_buff *skb;

	if (IS_ERR(port))
		return PTR_ERR(port);
	list = fdp_action_parse(&place, info->attrs[FLOWDP_A_PACKET_ACTIONS], info->extack);
	if (IS_ERR(list))
		return PTR_ERR(list);
	skb = make_skb(info, sw->dev);
	if (IS_ERR(skb)) {
		fdp_action_free(list);
		return PTR_ERR(skb);
	}
	local_bh_disable();
	rcu_read_lock();
	fdp_packet_init(&packet, sw, NULL, skb);
	packet.in = port;
	packet.vid = vid ? nla_get_u16(vid) : FLOWDP_VID_NONE;
	packet.nested = skb_vlan_tag_present(skb);
	fdp_execute_list(&packet, list);
	packet.in = NULL;	/* it did not enter there, so its fate is not counted there */
	fdp_packet_finish(&packet);
	rcu_read_unlock();
	local_bh_enable();
	fdp_action_free(list);
	return 0;
}

/* FLOWDP_CMD_PACKET_OUT */
int fdp_netlink_packet_out(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *vid = info->attrs[FLOWDP_A_PACKET_VID];

	if (info->attrs[FLOWDP_A_PACKET_ACTIONS])
		return run_actions(info);
	if (vid)
		return fdp_refuse(info->extack, vid, EINVAL,
				  "the port says which VLAN a frame that enters is in");
	return inject(info, NULL);
}

/* FLOWDP_CMD_TRACE */
int fdp_netlink_trace(struct sk_buff *skb, struct genl_info *info)
{
	struct fdp_switch *sw = info->user_ptr[0];
	struct fdp_trace trace = {};
	struct fdp_message message;
	int err;

	err = fdp_netlink_new_reply(&message, info, FLOWDP_CMD_TRACE, TRACE_MESSAGE_SIZE);
	if (err)
		return err;
	trace.msg = message.skb;
	err = nla_put_u32(message.skb, FLOWDP_A_TRACE_SWITCH, sw->dev->ifindex);
	if (!err)
		err = inject(info, &trace);
	if (!err && trace.truncated)
		err = nla_put_flag(message.skb, FLOWDP_A_TRACE_TRUNCATED);
	return fdp_netlink_reply(&message, info, err);
}
