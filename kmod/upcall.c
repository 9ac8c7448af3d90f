// SPDX-License-Identifier: GPL-2.0-only
/*
 * Upcalls: copies of packets that need judgement, on their way to the daemon.
 *
 * Each port has a queue of bounded size for each class, filled at a bounded rate,
 * and the class's worker takes one copy of each port's in turn: a port that floods
 * delays only itself.  When the daemon does not read as fast as its socket is
 * filled, copies wait in the queues, and further ones are not made.
 */
#include <linux/if_vlan.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "action.h"
#include "netlink.h"
#include "packet.h"
#include "switch.h"
#include "trace.h"
#include "tracepoints.h"

#define QUEUE_BYTES		131072	/* of copies that wait, a queue */
#define RATE_DEFAULT		1000	/* a second and port */
#define BURST_DEFAULT		256
#define PROTOCOL_RATE		200
#define PROTOCOL_BURST		64
#define LEARN_BYTES		64	/* enough for addresses and type */
#define MESSAGE_SIZE		15360	/* of one with many copies; as an skb, 16 KiB */
#define BATCH_BYTES		65536	/* taken from the queues at once */
#define RETRY_DELAY		max(HZ / 100, 1)

/* A copy. */
struct item {
	struct list_head node;
	u64 userdata;
	u32 length;	/* of the frame */
	u16 in_port;
	u16 vid;
	u16 bytes;	/* at data */
	u8 table;
	u8 data[];
};

static unsigned int item_size(const struct item *item)
{
	return struct_size(item, data, item->bytes);
}

/* What is asked of the daemon. */
struct question {
	u64 userdata;
	u16 bytes;
	u8 class;
};

static bool take_token(struct fdp_upcall_queue *queue, u32 rate, u32 burst)
{
	u64 now = jiffies, full = (u64)burst * HZ, earned;

	/* It overflows after some months at a high rate. */
	if (check_mul_overflow(now - queue->refilled, (u64)rate, &earned))
		earned = full;
	queue->tokens = min(queue->tokens + min(earned, full), full);
	queue->refilled = now;
	if (queue->tokens < HZ)
		return false;
	queue->tokens -= HZ;
	return true;
}

/* May another copy be made? */
static bool admit(struct fdp_port *port, u8 class)
{
	const struct fdp_upcalls *upcalls = &port->sw->upcalls;
	struct fdp_upcall_queue *queue = &port->queues[class];
	bool protocol = class == FLOWDP_UPCALL_PROTOCOL;
	u32 rate = protocol ? PROTOCOL_RATE : READ_ONCE(upcalls->rate);
	u32 burst = protocol ? PROTOCOL_BURST : READ_ONCE(upcalls->burst);
	bool full, admitted = false;

	spin_lock_bh(&queue->lock);
	full = queue->bytes >= QUEUE_BYTES || queue->closed;
	if (!full)
		admitted = take_token(queue, rate, burst);
	spin_unlock_bh(&queue->lock);
	if (!admitted)
		fdp_port_count(port, full ? FDP_PORT_UPCALLS_FULL : FDP_PORT_UPCALLS_LIMITED, 1);
	return admitted;
}

/*
 * The frame's first bytes, ETH_HLEN at least, with the tag that lies beside them
 * back in its place.
 */
static void copy_frame(const struct sk_buff *skb, u8 *to, u32 bytes)
{
	const u32 addresses = 2 * ETH_ALEN;
	u32 of_tag;
	struct {
		__be16 tpid;
		__be16 tci;
	} tag;

	if (!skb_vlan_tag_present(skb)) {
		skb_copy_bits(skb, 0, to, bytes);
		return;
	}
	tag.tpid = skb->vlan_proto;
	tag.tci = htons(skb_vlan_tag_get(skb));
	skb_copy_bits(skb, 0, to, addresses);
	of_tag = min_t(u32, bytes - addresses, sizeof(tag));
	memcpy(to + addresses, &tag, of_tag);
	skb_copy_bits(skb, addresses, to + addresses + of_tag, bytes - addresses - of_tag);
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
	item->table = packet->table;
	copy_frame(skb, item->data, bytes);
	return item;
}

static void make_ready(struct fdp_upcall_channel *channel, struct fdp_upcall_queue *queue)
{
	spin_lock(&channel->lock);
	if (list_empty(&queue->node))
		list_add_tail(&queue->node, &channel->ready);
	spin_unlock(&channel->lock);
}

static void enqueue(struct fdp_port *port, u8 class, struct item *item)
{
	struct fdp_upcall_channel *channel = &port->sw->upcalls.channels[class];
	struct fdp_upcall_queue *queue = &port->queues[class];

	spin_lock_bh(&queue->lock);
	if (queue->closed) {
		spin_unlock_bh(&queue->lock);
		kfree(item);
		return;
	}
	list_add_tail(&item->node, &queue->items);
	queue->bytes += item_size(item);
	make_ready(channel, queue);
	spin_unlock_bh(&queue->lock);
	fdp_port_count(port, FDP_PORT_UPCALLS, 1);
	queue_delayed_work(fdp_switch_workqueue, &channel->work, 0);
}

static bool is_bound(const struct fdp_switch *sw, u8 class)
{
	return READ_ONCE(sw->upcalls.channels[class].portid);
}

/* Returns whether a copy was queued, or would be if the packet were not traced. */
static bool ask(struct fdp_packet *packet, const struct question *question)
{
	bool station = question->class == FLOWDP_UPCALL_LEARN && !question->userdata;
	struct fdp_port *port = packet->in;
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
	if (!admit(port, question->class))
		return false;
	item = new_item(packet, question);
	if (!item) {
		fdp_port_count(port, FDP_PORT_UPCALLS_FULL, 1);
		return false;
	}
	trace_flowdp_upcall(packet, question->class);
	if (station)
		fdp_upcall_repeat_note(packet);
	enqueue(port, question->class, item);
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

static struct item *take_item(struct fdp_upcall_channel *channel, struct fdp_upcall_queue *queue)
{
	struct item *item;

	spin_lock_bh(&queue->lock);
	item = list_first_entry_or_null(&queue->items, struct item, node);
	if (item) {
		list_del(&item->node);
		queue->bytes -= item_size(item);
		if (!list_empty(&queue->items))
			make_ready(channel, queue);
	}
	spin_unlock_bh(&queue->lock);
	return item;
}

/* The queue whose turn it is; valid under RCU, as its port is. */
static struct fdp_upcall_queue *next_queue(struct fdp_upcall_channel *channel)
{
	struct fdp_upcall_queue *queue;

	spin_lock_bh(&channel->lock);
	queue = list_first_entry_or_null(&channel->ready, struct fdp_upcall_queue, node);
	if (queue)
		list_del_init(&queue->node);
	spin_unlock_bh(&channel->lock);
	return queue;
}

/* Takes one copy of each queue in turn. */
static void take_batch(struct fdp_upcall_channel *channel)
{
	struct fdp_upcall_queue *queue;
	unsigned int bytes = 0;
	struct item *item;

	rcu_read_lock();
	while (bytes < BATCH_BYTES) {
		queue = next_queue(channel);
		if (!queue)
			break;
		item = take_item(channel, queue);
		if (!item)
			continue;
		list_add_tail(&item->node, &channel->unsent);
		bytes += item_size(item);
	}
	rcu_read_unlock();
}

static int put_item(struct sk_buff *msg, u8 class, const struct item *item)
{
	struct nlattr *nest = nla_nest_start(msg, FLOWDP_A_UPCALL_PACKET);

	if (!nest ||
	    nla_put_u8(msg, FLOWDP_A_PACKET_CLASS, class) ||
	    nla_put_u32(msg, FLOWDP_A_PACKET_IN_PORT, item->in_port) ||
	    nla_put_u16(msg, FLOWDP_A_PACKET_VID, item->vid) ||
	    nla_put_u32(msg, FLOWDP_A_PACKET_LENGTH, item->length) ||
	    nla_put(msg, FLOWDP_A_PACKET_DATA, item->bytes, item->data))
		goto cancel;
	if (class != FLOWDP_UPCALL_PROTOCOL &&
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

/* What is needed for those that wait, as far as they go into one message. */
static size_t message_size(const struct fdp_upcall_channel *channel)
{
	const size_t attributes = nla_total_size(0) +		/* PACKET */
				  2 * nla_total_size(sizeof(u8)) +	/* CLASS, TABLE */
				  2 * nla_total_size(sizeof(u32)) +	/* IN_PORT, LENGTH */
				  nla_total_size(sizeof(u16)) +		/* VID */
				  nla_total_size_64bit(sizeof(u64));	/* USERDATA */
	size_t size = nla_total_size(sizeof(u32));	/* SWITCH */
	const struct item *item;

	list_for_each_entry(item, &channel->unsent, node) {
		size += attributes + nla_total_size(item->bytes);
		if (size > MESSAGE_SIZE)
			return MESSAGE_SIZE;
	}
	return size;
}

/* Moves as many from the front of those that wait to @sent as the message holds. */
static int fill_message(struct fdp_upcall_channel *channel, struct fdp_message *message,
			struct list_head *sent)
{
	u8 class = channel - channel->sw->upcalls.channels;
	struct item *item, *next;
	int error;

	error = fdp_netlink_new_message(message, FLOWDP_CMD_UPCALL, message_size(channel));
	if (error)
		return error;
	nla_put_u32(message->skb, FLOWDP_A_UPCALL_SWITCH, channel->sw->dev->ifindex);
	list_for_each_entry_safe(item, next, &channel->unsent, node) {
		if (put_item(message->skb, class, item))
			break;
		list_move_tail(&item->node, sent);
	}
	return 0;
}

static void free_items(struct list_head *items)
{
	struct item *item, *next;

	list_for_each_entry_safe(item, next, items, node)
		kfree(item);
	INIT_LIST_HEAD(items);
}

static void lose_items(struct fdp_switch *sw, struct list_head *items)
{
	const struct item *item;

	list_for_each_entry(item, items, node)
		count_lost(sw, item->in_port);
	free_items(items);
}

/* Returns false if there is no room now, for the message or in the socket. */
static bool send_message(struct fdp_upcall_channel *channel)
{
	u32 portid = READ_ONCE(channel->portid);
	struct fdp_message message;
	LIST_HEAD(sent);
	int error;

	if (!portid) {
		lose_items(channel->sw, &channel->unsent);
		return true;
	}
	error = fill_message(channel, &message, &sent);
	if (!error)
		error = fdp_netlink_unicast(&message, dev_net(channel->sw->dev), portid);
	if (error == -EAGAIN || error == -ENOMEM) {
		list_splice(&sent, &channel->unsent);
		return false;
	}
	if (error)
		lose_items(channel->sw, &sent);
	else
		free_items(&sent);
	return true;
}

static void run(struct work_struct *work)
{
	struct fdp_upcall_channel *channel =
		container_of(to_delayed_work(work), struct fdp_upcall_channel, work);

	for (;;) {
		if (list_empty(&channel->unsent))
			take_batch(channel);
		if (list_empty(&channel->unsent))
			return;
		if (!send_message(channel))
			break;
		cond_resched();
	}
	queue_delayed_work(fdp_switch_workqueue, &channel->work, RETRY_DELAY);
}

void fdp_upcall_init(struct fdp_switch *sw)
{
	struct fdp_upcalls *upcalls = &sw->upcalls;
	struct fdp_upcall_channel *channel;

	for (channel = upcalls->channels; channel < upcalls->channels + __FLOWDP_UPCALL_MAX;
	     channel++) {
		channel->sw = sw;
		spin_lock_init(&channel->lock);
		INIT_LIST_HEAD(&channel->ready);
		INIT_LIST_HEAD(&channel->unsent);
		INIT_DELAYED_WORK(&channel->work, run);
	}
	upcalls->rate = RATE_DEFAULT;
	upcalls->burst = BURST_DEFAULT;
}

/* All ports are closed. */
void fdp_upcall_destroy(struct fdp_switch *sw)
{
	u8 class;

	for (class = 0; class < __FLOWDP_UPCALL_MAX; class++) {
		cancel_delayed_work_sync(&sw->upcalls.channels[class].work);
		free_items(&sw->upcalls.channels[class].unsent);
	}
}

void fdp_upcall_init_port(struct fdp_port *port)
{
	u8 class;

	for (class = 0; class < __FLOWDP_UPCALL_MAX; class++) {
		struct fdp_upcall_queue *queue = &port->queues[class];

		spin_lock_init(&queue->lock);
		INIT_LIST_HEAD(&queue->items);
		INIT_LIST_HEAD(&queue->node);
		queue->refilled = jiffies;
		queue->tokens = (u64)READ_ONCE(port->sw->upcalls.burst) * HZ;
	}
}

static void close_queue(struct fdp_upcall_channel *channel, struct fdp_upcall_queue *queue)
{
	LIST_HEAD(items);

	spin_lock_bh(&queue->lock);
	queue->closed = true;
	list_splice_init(&queue->items, &items);
	queue->bytes = 0;
	spin_lock(&channel->lock);
	list_del_init(&queue->node);
	spin_unlock(&channel->lock);
	spin_unlock_bh(&queue->lock);
	free_items(&items);
}

/* Nothing is queued from here on; the worker may hold the port until a grace period. */
void fdp_upcall_close_port(struct fdp_port *port)
{
	u8 class;

	for (class = 0; class < __FLOWDP_UPCALL_MAX; class++)
		close_queue(&port->sw->upcalls.channels[class], &port->queues[class]);
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
	struct fdp_upcall_channel *channels = sw->upcalls.channels;
	u8 class;

	fdp_switch_assert_locked(sw);
	for (class = 0; class < __FLOWDP_UPCALL_MAX; class++) {
		u32 owner = READ_ONCE(channels[class].portid);

		if (classes & BIT(class) && owner && owner != portid)
			return -EBUSY;
	}
	fdp_upcall_repeat_forget(&sw->upcalls.repeats);
	for (class = 0; class < __FLOWDP_UPCALL_MAX; class++) {
		if (classes & BIT(class))
			WRITE_ONCE(channels[class].portid, portid);
		else
			cmpxchg(&channels[class].portid, portid, 0);
	}
	return 0;
}

/* The socket is closed.  Takes no lock, so that it can run in any notifier. */
void fdp_upcall_unbind(struct fdp_switch *sw, u32 portid)
{
	u8 class;

	for (class = 0; class < __FLOWDP_UPCALL_MAX; class++)
		cmpxchg(&sw->upcalls.channels[class].portid, portid, 0);
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
