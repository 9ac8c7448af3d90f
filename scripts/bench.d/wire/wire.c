// SPDX-License-Identifier: GPL-2.0-only
/*
 * The floor for anything that moves frames: an rx_handler that sends whatever
 * one netdev receives out of another.  The netdevs are named when it is loaded,
 * in pairs, and are in the namespace of who loads it.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/rtnetlink.h>

#define PAIRS	2

static char *from[PAIRS];
static unsigned int pairs;
module_param_array(from, charp, &pairs, 0444);
MODULE_PARM_DESC(from, "netdevs whose frames are taken");

static char *to[PAIRS];
module_param_array(to, charp, NULL, 0444);
MODULE_PARM_DESC(to, "netdevs by which they leave");

static struct net_device *input[PAIRS], *output[PAIRS];

static rx_handler_result_t handle(struct sk_buff **pskb)
{
	struct sk_buff *skb = skb_share_check(*pskb, GFP_ATOMIC);

	if (!skb)
		return RX_HANDLER_CONSUMED;
	skb_push(skb, ETH_HLEN);
	skb->dev = rcu_dereference(skb->dev->rx_handler_data);
	dev_queue_xmit(skb);
	return RX_HANDLER_CONSUMED;
}

static int join(unsigned int i)
{
	struct net *net = current->nsproxy->net_ns;
	int err = -ENODEV;

	if (!from[i] || !to[i])
		return -EINVAL;
	input[i] = dev_get_by_name(net, from[i]);
	output[i] = dev_get_by_name(net, to[i]);
	if (input[i] && output[i]) {
		rtnl_lock();
		err = netdev_rx_handler_register(input[i], handle, output[i]);
		rtnl_unlock();
	}
	if (err) {
		dev_put(input[i]);
		dev_put(output[i]);
	}
	return err;
}

static void part(unsigned int i)
{
	rtnl_lock();
	netdev_rx_handler_unregister(input[i]);
	rtnl_unlock();
	synchronize_net();
	dev_put(input[i]);
	dev_put(output[i]);
}

static int __init wire_init(void)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < pairs && !err; i++)
		err = join(i);
	if (err)
		for (i--; i > 0; i--)
			part(i - 1);
	return err;
}

static void __exit wire_exit(void)
{
	unsigned int i;

	for (i = 0; i < pairs; i++)
		part(i);
}

module_init(wire_init);
module_exit(wire_exit);
MODULE_DESCRIPTION("retransmits what it receives, as the floor of measurements");
MODULE_LICENSE("GPL");
