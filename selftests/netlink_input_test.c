// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Requests that are wrong: each is refused with its error and its sentence, and
 * leaves the switch as it was.
 */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>

#include "kselftest_harness.h"
#include "netns.h"
#include "port.h"
#include "refusals.h"
#include "sample_requests.h"
#include "snapshot.h"

#define ATTRS_MAX	256	/* of one sample, all depths */
#define DEPTH_MAX	8
#define UNKNOWN		200	/* no attribute of any set */

FIXTURE(input)
{
	struct netns netns;
	struct snapshot before;
};

FIXTURE_SETUP(input)
{
	ASSERT_EQ(0, netns_create(&self->netns));
	ASSERT_EQ(0, snapshot_take(self->netns.flow, NETNS_SWITCH, &self->before));
}

FIXTURE_TEARDOWN(input)
{
	snapshot_clear(&self->before);
	netns_destroy(&self->netns);
}

static void expect_untouched(struct __test_metadata *_metadata, FIXTURE_DATA(input) *self,
			     const char *name)
{
	struct snapshot after;

	ASSERT_EQ(0, snapshot_take(self->netns.flow, NETNS_SWITCH, &after));
	EXPECT_TRUE(snapshot_same(&self->before, &after))
		TH_LOG("%s", name);
	snapshot_clear(&self->before);
	self->before = after;
}

static void expect_refusals(struct __test_metadata *_metadata, FIXTURE_DATA(input) *self,
			    const struct refusal *refusal)
{
	struct flow_netlink *flow = self->netns.flow;

	for (; refusal->request.name; refusal++) {
		EXPECT_EQ(-refusal->error, request_send(flow, &refusal->request))
			TH_LOG("%s", refusal->request.name);
		EXPECT_STREQ(refusal->text, flow_netlink_error_text(flow))
			TH_LOG("%s", refusal->request.name);
		expect_untouched(_metadata, self, refusal->request.name);
	}
}

TEST_F(input, objects)
{
	expect_refusals(_metadata, self, refusals_of_objects);
}

TEST_F(input, flows)
{
	expect_refusals(_metadata, self, refusals_of_flows);
}

/* Commands that have no such form, or that only the kernel sends. */
TEST_F(input, commands_that_cannot_be_asked)
{
	static const struct {
		uint8_t command;
		uint16_t flags;
	} none[] = {
		{ FLOWDP_CMD_UNSPEC, 0 }, { FLOWDP_CMD_SWITCH_EVENT, 0 },
		{ FLOWDP_CMD_SWITCH_GONE, 0 }, { FLOWDP_CMD_PORT_EVENT, 0 },
		{ FLOWDP_CMD_PORT_GONE, 0 }, { FLOWDP_CMD_FLOW_REMOVED, 0 },
		{ FLOWDP_CMD_UPCALL, 0 }, { FLOWDP_CMD_TABLE_GET, 0 },
		{ FLOWDP_CMD_GROUP_GET, 0 }, { FLOWDP_CMD_MAX + 1, 0 }, { 255, 0 },
		{ FLOWDP_CMD_SWITCH_SET, NLM_F_DUMP }, { FLOWDP_CMD_FLOW_NEW, NLM_F_DUMP },
		{ FLOWDP_CMD_TRACE, NLM_F_DUMP },
	};
	struct request request = { "none", 0, 0, NULL, 0 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(none); i++) {
		request.command = none[i].command;
		request.flags = none[i].flags;
		EXPECT_EQ(-EOPNOTSUPP, request_send(self->netns.flow, &request))
			TH_LOG("command %u", none[i].command);
	}
	expect_untouched(_metadata, self, "commands");
}

TEST_F(input, reserved_field_of_the_header)
{
	const struct request get = { "switch get", FLOWDP_CMD_SWITCH_GET, 0, NULL, 0 };
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct genlmsghdr *generic;

	request_build(&message, &get);
	generic = mnl_nlmsg_get_payload(flow_message_header(&message));
	generic->reserved = 1;
	EXPECT_EQ(-EINVAL, request_send_message(self->netns.flow, &message));
	EXPECT_STREQ("the reserved field of the message's header is not 0",
		     flow_netlink_error_text(self->netns.flow));
}

/* Where an attribute lies in a message, and in which others. */
struct place {
	size_t offset;
	size_t parents[DEPTH_MAX];
	unsigned int depth;
	uint16_t top;		/* type of the outermost one */
};

static struct nlattr *attr_at(const struct flow_message *message, size_t offset)
{
	return (struct nlattr *)(message->data + offset);
}

/* Lists the attributes of the bytes from @begin to @end, those inside of others too. */
static unsigned int list_attrs(const struct flow_message *message, size_t begin, size_t end,
			       const struct place *parent, struct place *places)
{
	unsigned int count = 0;
	size_t next;

	for (; begin < end; begin = next) {
		const struct nlattr *attr = attr_at(message, begin);
		struct place *place = &places[count++];

		*place = parent ? *parent : (struct place){ .top = mnl_attr_get_type(attr) };
		if (parent)
			place->parents[place->depth++] = parent->offset;
		place->offset = begin;
		next = begin + MNL_ALIGN(attr->nla_len);
		if (attr->nla_type & NLA_F_NESTED)
			count += list_attrs(message, begin + MNL_ATTR_HDRLEN,
					    begin + attr->nla_len, place, places + count);
	}
	return count;
}

/* Inserts 4 bytes at @at, which lies in @place's parents and, if @within, in itself. */
static void insert(struct flow_message *message, const struct place *place, size_t at,
		   bool within)
{
	struct nlmsghdr *header;
	unsigned int i;
	size_t length;

	flow_message_put_raw(message, "\0\0\0", 4);
	header = flow_message_header(message);
	length = header->nlmsg_len;
	memmove(message->data + at + 4, message->data + at, length - 4 - at);
	for (i = 0; i < place->depth; i++)
		attr_at(message, place->parents[i])->nla_len += 4;
	if (within)
		attr_at(message, place->offset)->nla_len += 4;
}

/* Bytes behind the last attribute in @nest that only fill it up; they may be missing. */
static size_t padding(const struct nlattr *nest)
{
	const struct nlattr *attr;
	size_t length = 0;

	mnl_attr_for_each_nested(attr, nest)
		length = attr->nla_len;
	return MNL_ALIGN(length) - length;
}

/* Each makes an attribute wrong; false if there is no such way for this one. */
static bool shorten(struct flow_message *message, const struct place *place)
{
	struct nlattr *attr = attr_at(message, place->offset);

	if (attr->nla_len == MNL_ATTR_HDRLEN)
		return false;
	if (attr->nla_type & NLA_F_NESTED)
		attr->nla_len -= padding(attr);
	attr->nla_len--;
	return true;
}

static bool lengthen(struct flow_message *message, const struct place *place)
{
	size_t end = place->offset + MNL_ALIGN(attr_at(message, place->offset)->nla_len);

	insert(message, place, end, true);
	memset(message->data + end, 0x11, 4);
	return true;
}

static bool lie(struct flow_message *message, const struct place *place)
{
	attr_at(message, place->offset)->nla_len += 4000;
	return true;
}

static bool lie_shortly(struct flow_message *message, const struct place *place)
{
	attr_at(message, place->offset)->nla_len = 3;
	return true;
}

static bool turn_nesting(struct flow_message *message, const struct place *place)
{
	attr_at(message, place->offset)->nla_type ^= NLA_F_NESTED;
	return true;
}

static bool turn_unknown(struct flow_message *message, const struct place *place)
{
	struct nlattr *attr = attr_at(message, place->offset);

	attr->nla_type = (attr->nla_type & NLA_F_NESTED) | UNKNOWN;
	return true;
}

static bool turn_unspecified(struct flow_message *message, const struct place *place)
{
	attr_at(message, place->offset)->nla_type &= NLA_F_NESTED;
	return true;
}

/* Puts an attribute before it that the kernel does not know. */
static bool add_unknown(struct flow_message *message, const struct place *place)
{
	struct nlattr *attr;

	insert(message, place, place->offset, false);
	attr = attr_at(message, place->offset);
	attr->nla_len = MNL_ATTR_HDRLEN;
	attr->nla_type = UNKNOWN;
	return true;
}

/* A frame may have any length. */
static bool is_frame(const struct flow_message *message, const struct place *place)
{
	const struct genlmsghdr *generic = mnl_nlmsg_get_payload(flow_message_header(message));

	return (generic->cmd == FLOWDP_CMD_PACKET_OUT || generic->cmd == FLOWDP_CMD_TRACE) &&
	       place->top == FLOWDP_A_PACKET_DATA;
}

static const struct mutation {
	const char *name;
	bool (*apply)(struct flow_message *message, const struct place *place);
	bool frames_too;
} mutations[] = {
	{ "too short", shorten, false },
	{ "too long", lengthen, false },
	{ "longer than what holds it", lie, true },
	{ "shorter than its header", lie_shortly, true },
	{ "nested or not", turn_nesting, true },
	{ "unknown", turn_unknown, true },
	{ "without type", turn_unspecified, true },
	{ "behind an unknown one", add_unknown, true },
};

static void try_mutation(struct __test_metadata *_metadata, FIXTURE_DATA(input) *self,
			 const struct request *sample, const struct mutation *mutation,
			 const struct place *place)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_netlink *flow = self->netns.flow;
	uint16_t type;

	request_build(&message, sample);
	type = mnl_attr_get_type(attr_at(&message, place->offset));
	if ((is_frame(&message, place) && !mutation->frames_too) ||
	    !mutation->apply(&message, place)) {
		flow_message_clear(&message);
		return;
	}
	EXPECT_GT(0, request_send_message(flow, &message))
		TH_LOG("%s: attribute %u at %zu, %s", sample->name, type, place->offset,
		       mutation->name);
	EXPECT_STRNE("", flow_netlink_error_text(flow))
		TH_LOG("%s: attribute %u at %zu, %s", sample->name, type, place->offset,
		       mutation->name);
}

/* All attributes of @sample, each in all ways. */
static unsigned int mutate_sample(struct __test_metadata *_metadata, FIXTURE_DATA(input) *self,
				  const struct request *sample)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct place places[ATTRS_MAX];
	unsigned int count, i, m;

	request_build(&message, sample);
	count = list_attrs(&message, MNL_NLMSG_HDRLEN + GENL_HDRLEN,
			   flow_message_length(&message), NULL, places);
	flow_message_clear(&message);
	for (i = 0; i < count; i++) {
		for (m = 0; m < ARRAY_SIZE(mutations); m++)
			try_mutation(_metadata, self, sample, &mutations[m], &places[i]);
	}
	return count;
}

TEST_F(input, every_attribute_of_every_request)
{
	unsigned int i, count = 0;

	for (i = 0; i < sample_requests_count; i++) {
		count += mutate_sample(_metadata, self, &sample_requests[i]);
		expect_untouched(_metadata, self, sample_requests[i].name);
	}
	EXPECT_LT(150, count);
}

/* The requests that every_attribute_of_every_request starts from are right. */
TEST_F(input, no_request_works_without_its_switch)
{
	struct request request;
	unsigned int i;

	for (i = 0; i < sample_requests_count; i++) {
		request = sample_requests[i];
		if (request.sw == REQUEST_NO_SWITCH)
			continue;
		request.sw = REQUEST_NO_SWITCH;
		EXPECT_EQ(-EINVAL, request_send(self->netns.flow, &request))
			TH_LOG("%s", request.name);
		EXPECT_STREQ("the request does not say which switch it is for",
			     flow_netlink_error_text(self->netns.flow))
			TH_LOG("%s", request.name);
	}
	expect_untouched(_metadata, self, "no switch");
}

static const struct request *find_sample(const char *name)
{
	unsigned int i;

	for (i = 0; i < sample_requests_count; i++) {
		if (!strcmp(sample_requests[i].name, name))
			return &sample_requests[i];
	}
	return NULL;
}

static const struct attr bad_operation[] = {
	NEST(FLOWDP_A_TRANSACTION_OPERATION,
	     U8(FLOWDP_A_OPERATION_COMMAND, FLOWDP_CMD_FLOW_NEW),
	     U16(FLOWDP_A_OPERATION_FLAGS, NLM_F_CREATE),
	     NEST(FLOWDP_A_OPERATION_ATTRS,
		  NEST(FLOWDP_A_FLOW_ACTIONS, U32(FLOWDP_A_ACTION_OUTPUT, 999)))),
	{ 0 }
};

/* Writes the sample transaction with an operation that must fail as its @nth. */
static size_t build_transaction(struct flow_message *message, unsigned int nth)
{
	struct request request = *find_sample("transaction");
	const struct attr *attr = request.attrs;
	struct attr one[2] = { { 0 }, { 0 } };
	size_t begin = 0;
	unsigned int i;

	request.attrs = NULL;
	request_build(message, &request);
	for (i = 0; ; i++, attr++) {
		if (i == nth) {
			begin = flow_message_length(message);
			request_put(message, bad_operation);
		}
		if (!attr->type)
			return begin;
		one[0] = *attr;
		request_put(message, one);
	}
}

TEST_F(input, one_bad_operation_undoes_all_others)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	const struct attr *attr;
	size_t begin, offset;
	unsigned int nth = 0;

	for (attr = find_sample("transaction")->attrs; ; attr++, nth++) {
		begin = build_transaction(&message, nth);
		EXPECT_EQ(-ENOENT, request_send_message(self->netns.flow, &message));
		EXPECT_STREQ("the switch has no port of this number; add the port first",
			     flow_netlink_error_text(self->netns.flow));
		offset = flow_netlink_error_offset(self->netns.flow);
		EXPECT_LT(begin, offset);
		EXPECT_GT(begin + 60, offset);
		expect_untouched(_metadata, self, "transaction");
		if (!attr->type)
			break;
	}
	EXPECT_EQ(12, nth);
}

TEST_F(input, later_operations_build_on_earlier_ones)
{
	struct flow_port port = { 0 };

	ASSERT_EQ(0, request_send(self->netns.flow, find_sample("transaction")));
	ASSERT_EQ(0, flow_port_get(self->netns.flow, NETNS_SWITCH, 2, -1, &port));
	EXPECT_EQ(22, port.pvid);
	EXPECT_EQ(0x4000, port.link_local_forward);
	EXPECT_EQ(FLOWDP_TAG_TYPE_SERVICE, port.tag_type);
	/* The group that took the place of another is there. */
	EXPECT_EQ(0, request_send(self->netns.flow, find_sample("group set")));
}

static const struct request repetition = {
	"port set", FLOWDP_CMD_PORT_SET, 0,
	ATTRS(U32(FLOWDP_A_PORT_NUMBER, 2), U16(FLOWDP_A_PORT_PVID, 21),
	      U32(FLOWDP_A_PORT_NUMBER, 1), U16(FLOWDP_A_PORT_PVID, 32)), 0
};

TEST_F(input, the_last_of_a_repeated_attribute_counts)
{
	struct flow_port port = { 0 };

	ASSERT_EQ(0, request_send(self->netns.flow, &repetition));
	ASSERT_EQ(0, flow_port_get(self->netns.flow, NETNS_SWITCH, 1, -1, &port));
	EXPECT_EQ(32, port.pvid);
	ASSERT_EQ(0, flow_port_get(self->netns.flow, NETNS_SWITCH, 2, -1, &port));
	EXPECT_EQ(20, port.pvid);
}

TEST_HARNESS_MAIN
