// SPDX-License-Identifier: GPL-2.0-only
/*
 * Upcalls: copies of packets that need judgement, on their way to the daemon.
 *
 * Each port has queues of bounded length, filled at a bounded rate, and a worker
 * takes one copy of each in turn: a port that floods delays only itself.
 */
#include <linux/if_vlan.h>
#include <linux/slab.h>

#include "action.h"
#include "netlink.h"
#include "packet.h"
#include "switch.h"
#include "trace.h"
#include "tracepoints.h"

#define QUEUE_LENGTH		128	/* copies that wait, a queue */
#define PROTOCOL_RATE		200	/* a second and port */
#define PROTOCOL_BURST		64
#define LEARN_BYTES		64	/* enough for addresses and type */
#define MESSAGE_SIZE		16384	/* of a netlink message of many copies */
#define BATCH_BYTES		65536	/* taken from the queues at once */

/* A copy. */
struct item {
	struct list_head node;
	u64 userdata;
	u32 length;	/* of the frame */
	u16 in_port;
	u16 vid;
	u16 bytes;	/* at data */
	u8 class;
	u8 table;
	u8 data[];
};

/* What is asked of the daemon. */
struct question {
	u64 userdata;
	u16 bytes;
	u8 class;
};

static bool take_token(struct fdp_upcall_queue *queue, u32 rate, u32 burst)
{
	unsigned long now = jiffies;

	queue->tokens = min_t(u64, queue->tokens + (u64)(now - queue->refilled) * rate,
			      (u64)burst * HZ);
	queue->refilled = now;
	if (queue->tokens < HZ)
		return false;
	queue->tokens -= HZ;
	return true;
}

/* May another copy be made? */
static bool admit(struct fdp_port *port, struct fdp_upcall_queue *queue, bool protocol)
{
	const struct fdp_upcalls *upcalls = &port->sw->upcalls;
	u32 rate = protocol ? PROTOCOL_RATE : READ_ONCE(upcalls->rate);
	u32 burst = protocol ? PROTOCOL_BURST : READ_ONCE(upcalls->burst);
	bool full, admitted = false;

	spin_lock_bh(&queue->lock);
	full = queue->length >= QUEUE_LENGTH || queue->closed;
	if (!full)
		admitted = take_token(queue, rate, burst);
	spin_unlock_bh(&queue->lock);
	if (!admitted)
		fdp_port_count(port, full ? FDP_PORT_UPCALLS_FULL : FDP_PORT_UPCALLS_LIMITED, 1);
	return admitted;
}

/* The frame's first bytes, with the tag that lies beside them back in its place. */
static void copy_frame(const struct sk_buff *skb, u8 *to, u32 bytes)
{
	const u32 addresses = 2 * ETH_ALEN;
	struct {
		__be16 tpid;
		__be16 tci;
	} tag;

	if (!skb_vlan_tag_present(skb) || bytes < addresses + sizeof(tag)) {
		skb_copy_bits(skb, 0, to, bytes);
		return;
	}
	tag.tpid = skb->vlan_proto;
	tag.tci = htons(skb_vlan_tag_get(skb));
	skb_copy_bits(skb, 0, to, addresses);
	memcpy(to + addresses, &tag, sizeof(tag));
	skb_copy_bits(skb, addresses, to + addresses + sizeof(tag),
		      bytes - addresses - sizeof(tag));
}

static struct item *new_item(const struct fdp_packet *packet, const struct question *question)
{
	const struct sk_buff *skb = packet->skb;
	u32 length = skb->len + (skb_vlan_tag_present(skb) ? VLAN_HLEN : 0);
	u16 bytes = min_t(u32, length, question->bytes);
	struct item *item;

	item = kmalloc(struct_size(item, data, bytes), GFP_ATOMIC | __GFP_NOWARN);
	if (!item)
		return NULL;
	item->userdata = question->userdata;
	item->length = length;
	item->in_port = packet->in->number;
	item->vid = packet->vid;
	item->bytes = bytes;
	item->class = question->class;
	item->table = packet->table;
	copy_frame(skb, item->data, bytes);
	return item;
}

static void make_ready(struct fdp_upcalls *upcalls, struct fdp_upcall_queue *queue)
{
	spin_lock(&upcalls->lock);
	if (list_empty(&queue->node))
		list_add_tail(&queue->node, &upcalls->ready);
	spin_unlock(&upcalls->lock);
}

static void enqueue(struct fdp_port *port, struct fdp_upcall_queue *queue, struct item *item)
{
	struct fdp_upcalls *upcalls = &port->sw->upcalls;

	spin_lock_bh(&queue->lock);
	if (queue->closed) {
		spin_unlock_bh(&queue->lock);
		kfree(item);
		return;
	}
	list_add_tail(&item->node, &queue->items);
	queue->length++;
	make_ready(upcalls, queue);
	spin_unlock_bh(&queue->lock);
	fdp_port_count(port, FDP_PORT_UPCALLS, 1);
	queue_work(fdp_switch_workqueue, &upcalls->work);
}

static bool is_bound(const struct fdp_switch *sw, u8 class)
{
	return READ_ONCE(sw->upcalls.portid[class]);
}

/* Returns whether a copy was queued, or would be if the packet were not traced. */
static bool ask(struct fdp_packet *packet, const struct question *question)
{
	bool protocol = question->class == FLOWDP_UPCALL_PROTOCOL;
	bool station = question->class == FLOWDP_UPCALL_LEARN && !question->userdata;
	struct fdp_port *port = packet->in;
	struct fdp_upcall_queue *queue;
	struct item *item;

	if (!is_bound(packet->sw, question->class)) {
		if (!packet->trace)
			fdp_port_count(port, FDP_PORT_UPCALLS_UNBOUND, 1);
		return false;
	}
	if (packet->trace) {
		fdp_trace_upcall(packet->trace, question->class);
		return true;
	}
	if (station && fdp_upcall_is_repeat(packet)) {
		fdp_port_count(port, FDP_PORT_UPCALLS_REPEATED, 1);
		return false;
	}
	queue = &port->queues[protocol ? FDP_UPCALL_QUEUE_PROTOCOL : FDP_UPCALL_QUEUE_DATA];
	if (!admit(port, queue, protocol))
		return false;
	item = new_item(packet, question);
	if (!item) {
		fdp_port_count(port, FDP_PORT_UPCALLS_FULL, 1);
		return false;
	}
	trace_flowdp_upcall(packet, question->class);
	if (station)
		fdp_upcall_repeat_note(packet);
	enqueue(port, queue, item);
	return true;
}

/**
 * fdp_upcall_action - carry out an upcall action
 * @packet: the packet
 * @action: the action
 *
 * Return: false if nobody is there to be asked and the packet must not go on.
 */
bool fdp_upcall_action(struct fdp_packet *packet, const struct fdp_action *action)
{
	const struct question question = {
		.userdata = action->upcall.userdata,
		.bytes = action->upcall.bytes,
		.class = action->upcall.class,
	};
	const struct fdp_switch *sw = packet->sw;
	bool learn = question.class == FLOWDP_UPCALL_LEARN;

	if (!packet->in)
		return true;
	if (learn && !(fdp_port_config(packet->in)->flags & FLOWDP_PORT_F_LEARNING))
		return true;
	/* Learning goes along with what else happens to the packet. */
	if (ask(packet, &question) && !learn)
		packet->consumed = true;
	return is_bound(sw, question.class) || READ_ONCE(sw->fail_mode) != FLOWDP_FAIL_DROP;
}

/* A frame that only shows its source entered a port in the learning state. */
void fdp_upcall_learn(struct fdp_packet *packet)
{
	const struct question question = {
		.bytes = LEARN_BYTES,
		.class = FLOWDP_UPCALL_LEARN,
	};

	if (fdp_port_config(packet->in)->flags & FLOWDP_PORT_F_LEARNING)
		ask(packet, &question);
}

/* A link-local frame that the daemon wants to see. */
void fdp_upcall_protocol(struct fdp_packet *packet)
{
	const struct question question = {
		.bytes = FLOWDP_UPCALL_BYTES_DEFAULT,
		.class = FLOWDP_UPCALL_PROTOCOL,
	};

	ask(packet, &question);
}

static struct item *take_item(struct fdp_upcalls *upcalls, struct fdp_upcall_queue *queue)
{
	struct item *item;

	spin_lock_bh(&queue->lock);
	item = list_first_entry_or_null(&queue->items, struct item, node);
	if (item) {
		list_del(&item->node);
		queue->length--;
		if (queue->length)
			make_ready(upcalls, queue);
	}
	spin_unlock_bh(&queue->lock);
	return item;
}

/* The queue whose turn it is; valid under RCU, as its port is. */
static struct fdp_upcall_queue *next_queue(struct fdp_upcalls *upcalls)
{
	struct fdp_upcall_queue *queue;

	spin_lock_bh(&upcalls->lock);
	queue = list_first_entry_or_null(&upcalls->ready, struct fdp_upcall_queue, node);
	if (queue)
		list_del_init(&queue->node);
	spin_unlock_bh(&upcalls->lock);
	return queue;
}

/* Takes one copy of each queue in turn. */
static void take_batch(struct fdp_upcalls *upcalls, struct list_head *batch)
{
	struct fdp_upcall_queue *queue;
	unsigned int bytes = 0;
	struct item *item;

	rcu_read_lock();
	while (bytes < BATCH_BYTES) {
		queue = next_queue(upcalls);
		if (!queue)
			break;
		item = take_item(upcalls, queue);
		if (!item)
			continue;
		list_add_tail(&item->node, batch);
		bytes += sizeof(*item) + item->bytes;
	}
	rcu_read_unlock();
}

static int put_item(struct sk_buff *msg, const struct item *item)
{
	struct nlattr *nest = nla_nest_start(msg, FLOWDP_A_UPCALL_PACKET);

	if (!nest ||
	    nla_put_u8(msg, FLOWDP_A_PACKET_CLASS, item->class) ||
	    nla_put_u32(msg, FLOWDP_A_PACKET_IN_PORT, item->in_port) ||
	    nla_put_u16(msg, FLOWDP_A_PACKET_VID, item->vid) ||
	    nla_put_u32(msg, FLOWDP_A_PACKET_LENGTH, item->length) ||
	    nla_put(msg, FLOWDP_A_PACKET_DATA, item->bytes, item->data))
		goto cancel;
	if (item->class != FLOWDP_UPCALL_PROTOCOL &&
	    (nla_put_u8(msg, FLOWDP_A_PACKET_TABLE, item->table) ||
	     nla_put_u64_64bit(msg, FLOWDP_A_PACKET_USERDATA, item->userdata,
			       FLOWDP_A_PACKET_PAD)))
		goto cancel;
	nla_nest_end(msg, nest);
	return 0;

cancel:
	if (nest)
		nla_nest_cancel(msg, nest);
	return -EMSGSIZE;
}

static void count_lost(struct fdp_switch *sw, u16 number)
{
	const struct fdp_port *port;

	fdp_upcall_repeat_forget(&sw->upcalls.repeats);
	local_bh_disable();
	rcu_read_lock();
	port = fdp_port_find(sw, number);
	if (port)
		fdp_port_count(port, FDP_PORT_UPCALLS_LOST, 1);
	rcu_read_unlock();
	local_bh_enable();
}

/* Sends as many copies from the front of @batch as one message to one socket holds. */
static void send_message(struct fdp_switch *sw, struct list_head *batch)
{
	u8 class = list_first_entry(batch, struct item, node)->class;
	u32 portid = READ_ONCE(sw->upcalls.portid[class]);
	struct fdp_message message;
	struct item *item, *next;
	LIST_HEAD(sent);
	bool ok;

	ok = portid && !fdp_netlink_message(&message, FLOWDP_CMD_UPCALL, MESSAGE_SIZE) &&
	     !nla_put_u32(message.skb, FLOWDP_A_UPCALL_SWITCH, sw->dev->ifindex);
	list_for_each_entry_safe(item, next, batch, node) {
		if (READ_ONCE(sw->upcalls.portid[item->class]) != portid)
			break;
		if (ok && put_item(message.skb, item))
			break;
		list_move_tail(&item->node, &sent);
	}
	if (ok && !list_empty(&sent)) {
		ok = !fdp_netlink_unicast(&message, dev_net(sw->dev), portid);
	} else if (ok) {	/* bound to another socket meanwhile */
		nlmsg_free(message.skb);
		return;
	}
	list_for_each_entry_safe(item, next, &sent, node) {
		if (!ok)
			count_lost(sw, item->in_port);
		kfree(item);
	}
}

static void run(struct work_struct *work)
{
	struct fdp_upcalls *upcalls = container_of(work, struct fdp_upcalls, work);
	struct fdp_switch *sw = container_of(upcalls, struct fdp_switch, upcalls);
	LIST_HEAD(batch);

	do {
		take_batch(upcalls, &batch);
		if (list_empty(&batch))
			return;
		while (!list_empty(&batch))
			send_message(sw, &batch);
		cond_resched();
	} while (true);
}

void fdp_upcall_init(struct fdp_switch *sw)
{
	struct fdp_upcalls *upcalls = &sw->upcalls;

	spin_lock_init(&upcalls->lock);
	INIT_LIST_HEAD(&upcalls->ready);
	INIT_WORK(&upcalls->work, run);
	upcalls->rate = FDP_UPCALL_RATE_DEFAULT;
	upcalls->burst = FDP_UPCALL_BURST_DEFAULT;
}

/* All ports are closed. */
void fdp_upcall_destroy(struct fdp_switch *sw)
{
	cancel_work_sync(&sw->upcalls.work);
}

void fdp_upcall_init_port(struct fdp_port *port)
{
	unsigned int i;

	for (i = 0; i < FDP_UPCALL_QUEUES; i++) {
		struct fdp_upcall_queue *queue = &port->queues[i];

		spin_lock_init(&queue->lock);
		INIT_LIST_HEAD(&queue->items);
		INIT_LIST_HEAD(&queue->node);
		queue->refilled = jiffies;
		queue->tokens = (u64)port->sw->upcalls.burst * HZ;
	}
}

static void close_queue(struct fdp_upcalls *upcalls, struct fdp_upcall_queue *queue)
{
	struct item *item, *next;
	LIST_HEAD(items);

	spin_lock_bh(&queue->lock);
	queue->closed = true;
	list_splice_init(&queue->items, &items);
	queue->length = 0;
	spin_lock(&upcalls->lock);
	list_del_init(&queue->node);
	spin_unlock(&upcalls->lock);
	spin_unlock_bh(&queue->lock);
	list_for_each_entry_safe(item, next, &items, node)
		kfree(item);
}

/* Nothing is queued from here on; the worker may hold the port until a grace period. */
void fdp_upcall_close_port(struct fdp_port *port)
{
	unsigned int i;

	for (i = 0; i < FDP_UPCALL_QUEUES; i++)
		close_queue(&port->sw->upcalls, &port->queues[i]);
}

/**
 * fdp_upcall_bind - say which socket receives upcalls
 * @sw: the switch, locked
 * @portid: of the socket, not 0
 * @classes: bit n for class n; those not named are given up
 *
 * Return: 0, or -EBUSY if another socket has one of them.
 */
int fdp_upcall_bind(struct fdp_switch *sw, u32 portid, u32 classes)
{
	u32 *bound = sw->upcalls.portid;
	u8 class;

	fdp_switch_assert_locked(sw);
	for (class = 0; class < __FLOWDP_UPCALL_MAX; class++) {
		u32 owner = READ_ONCE(bound[class]);

		if (classes & BIT(class) && owner && owner != portid)
			return -EBUSY;
	}
	fdp_upcall_repeat_forget(&sw->upcalls.repeats);
	for (class = 0; class < __FLOWDP_UPCALL_MAX; class++) {
		if (classes & BIT(class))
			WRITE_ONCE(bound[class], portid);
		else
			cmpxchg(&bound[class], portid, 0);
	}
	return 0;
}

/* The socket is closed.  Takes no lock, so that it can run in any notifier. */
void fdp_upcall_unbind(struct fdp_switch *sw, u32 portid)
{
	u8 class;

	for (class = 0; class < __FLOWDP_UPCALL_MAX; class++)
		cmpxchg(&sw->upcalls.portid[class], portid, 0);
}

/* The classes that have a socket, bit n for class n. */
u32 fdp_upcall_bound(const struct fdp_switch *sw)
{
	u32 classes = 0;
	u8 class;

	for (class = 0; class < __FLOWDP_UPCALL_MAX; class++) {
		if (is_bound(sw, class))
			classes |= BIT(class);
	}
	return classes;
}
