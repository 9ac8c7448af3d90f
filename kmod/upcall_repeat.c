// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which stations the daemon was asked about a moment ago, and need not be again.
 *
 * Until it has answered, every frame of a new station raises the same question.
 * A station is noted as one word, so that no lock is needed: if two share a slot,
 * the daemon is asked too often; if two share a tag, which happens once in 2^40,
 * the second one waits.
 */
#include <linux/etherdevice.h>
#include <linux/jiffies.h>

#include "hash.h"
#include "packet.h"
#include "switch.h"
#include "upcall_repeat.h"

#define TIME_BITS	24	/* of jiffies, below the tag */
#define TIME_MASK	(BIT_ULL(TIME_BITS) - 1)
#define WINDOW		HZ	/* a daemon that said no is asked again after it */

/* Returns the station's slot; *@tag is what it has above TIME_BITS. */
static u64 *find_slot(const struct fdp_packet *packet, u64 *tag)
{
	struct fdp_upcall_repeats *repeats = &packet->sw->upcalls.repeats;
	u64 station = ether_addr_to_u64(packet->skb->data + ETH_ALEN) | (u64)packet->vid << 48;
	u64 place = (u64)READ_ONCE(repeats->epoch) << 32 | packet->in->number;

	*tag = (fdp_hash_word(station, 0) + fdp_hash_word(place, 1)) & ~TIME_MASK;
	return &repeats->stations[(fdp_hash_word(station, 2) + fdp_hash_word(place, 3)) >>
				  (64 - FDP_UPCALL_REPEATS_SHIFT)];
}

/**
 * fdp_upcall_is_repeat - was the daemon asked about this station a moment ago?
 * @packet: that came from it; whose Ethernet header is there
 *
 * Context: RCU, bottom halves off.
 */
bool fdp_upcall_is_repeat(const struct fdp_packet *packet)
{
	u64 tag, noted = READ_ONCE(*find_slot(packet, &tag));

	return (noted & ~TIME_MASK) == tag && ((jiffies - noted) & TIME_MASK) < WINDOW;
}

/* The daemon is being asked about the packet's station. */
void fdp_upcall_repeat_note(const struct fdp_packet *packet)
{
	u64 tag, *slot = find_slot(packet, &tag);

	WRITE_ONCE(*slot, tag | (jiffies & TIME_MASK));
}

/*
 * The daemon's answers may be out of date, or a question has not reached it.  Two
 * callers at once may begin the same epoch: any new one will do.
 */
void fdp_upcall_repeat_forget(struct fdp_upcall_repeats *repeats)
{
	WRITE_ONCE(repeats->epoch, READ_ONCE(repeats->epoch) + 1);
}
