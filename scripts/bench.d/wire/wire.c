// SPDX-License-Identifier: GPL-2.0-only
/*
 * The floor for anything that moves frames: an rx_handler that sends whatever
 * one netdev receives out of another.  Both are named when it is loaded, and
 * are in the namespace of who loads it.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/rtnetlink.h>

static char *from;
module_param(from, charp, 0444);
MODULE_PARM_DESC(from, "netdev whose frames are taken");

static char *to;
module_param(to, charp, 0444);
MODULE_PARM_DESC(to, "netdev by which they leave");

static struct net_device *input, *output;

static rx_handler_result_t handle(struct sk_buff **pskb)
{
	struct sk_buff *skb = skb_share_check(*pskb, GFP_ATOMIC);

	if (!skb)
		return RX_HANDLER_CONSUMED;
	skb_push(skb, ETH_HLEN);
	skb->dev = output;
	dev_queue_xmit(skb);
	return RX_HANDLER_CONSUMED;
}

static int __init wire_init(void)
{
	struct net *net = current->nsproxy->net_ns;
	int err = -ENODEV;

	if (!from || !to)
		return -EINVAL;
	input = dev_get_by_name(net, from);
	output = dev_get_by_name(net, to);
	if (input && output) {
		rtnl_lock();
		err = netdev_rx_handler_register(input, handle, NULL);
		rtnl_unlock();
	}
	if (err) {
		dev_put(input);
		dev_put(output);
	}
	return err;
}

static void __exit wire_exit(void)
{
	rtnl_lock();
	netdev_rx_handler_unregister(input);
	rtnl_unlock();
	synchronize_net();
	dev_put(input);
	dev_put(output);
}

module_init(wire_init);
module_exit(wire_exit);
MODULE_DESCRIPTION("retransmits what it receives, as the floor of measurements");
MODULE_LICENSE("GPL");
