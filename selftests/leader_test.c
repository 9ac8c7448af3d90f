// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random transactions of flows that lead and follow each other, against a naive model:
 * they fail as the model does, and then change nothing; or else the same flows are
 * there, each with its leader.
 *
 * The environment: FUZZ_SEED (printed by each run), FUZZ_SECONDS.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "netns.h"
#include "transaction.h"

#define FLOWS		8
#define OPERATIONS_MAX	10
#define REFUSED_ONE_IN	32
#define NOBODY		(-1)

/* A flow of the model; those that exist are told apart by their serials. */
struct model_flow {
	bool there;
	bool kept;		/* since before the transaction, or another in its place */
	int leader;		/* or NOBODY */
	uint64_t serial;	/* its cookie */
};

struct model {
	struct model_flow flows[FLOWS];
};

FIXTURE(leader)
{
	struct netns netns;
	unsigned int seed, random;
	uint64_t serial;
	struct model model;
	unsigned long done, refused;
};

FIXTURE_SETUP(leader)
{
	self->seed = environment_number("FUZZ_SEED", time(NULL) ^ getpid());
	self->random = self->seed;
	TH_LOG("FUZZ_SEED=%u", self->seed);
	ASSERT_EQ(0, netns_create(&self->netns));
	ASSERT_EQ(0, flow_entry_delete_matching(self->netns.flow, NETNS_SWITCH,
						&(struct flow_filter){ 0 }));
}

FIXTURE_TEARDOWN(leader)
{
	netns_destroy(&self->netns);
}

static unsigned int pick(FIXTURE_DATA(leader) *self, unsigned int below)
{
	return rand_r(&self->random) % below;
}

static void fill_identity(int number, struct flow_identity *identity)
{
	*identity = (struct flow_identity){ .table = number % 2, .priority = number };
	flow_match_set_number(&identity->match, FLOWDP_A_FIELD_VID, 1 + number / 4);
}

static int number_of(const struct flow_identity *identity)
{
	return identity->priority;
}

static bool leads(const struct model *model, int number)
{
	int i;

	for (i = 0; i < FLOWS; i++)
		if (model->flows[i].there && model->flows[i].leader == number)
			return true;
	return false;
}

static void model_remove(struct model *model, int number)
{
	int i;

	model->flows[number].there = model->flows[number].kept = false;
	for (i = 0; i < FLOWS; i++)
		if (model->flows[i].there && model->flows[i].leader == number)
			model->flows[i].there = model->flows[i].kept = false;
}

/* What followed before the transaction counts, though that may have removed it. */
static bool may_follow(const struct model *before, const struct model *model, int number)
{
	return !leads(model, number) && !(model->flows[number].kept && leads(before, number));
}

static int model_add(const struct model *before, struct model *model, int number,
		     const struct model_flow *wanted, uint16_t flags)
{
	struct model_flow *flow = &model->flows[number];
	int leader = wanted->leader;

	if (flow->there && (flags & NLM_F_EXCL || !(flags & NLM_F_REPLACE)))
		return -EEXIST;
	if (!flow->there && !(flags & NLM_F_CREATE))
		return -ENOENT;
	if (flow->there && leader != NOBODY && !may_follow(before, model, number))
		return -ELOOP;
	if (leader != NOBODY && (!model->flows[leader].there || leader == number))
		return -ENOENT;
	if (leader != NOBODY && model->flows[leader].leader != NOBODY)
		return -ELOOP;
	flow->there = true;
	flow->leader = leader;
	flow->serial = wanted->serial;
	return 0;
}

static void append(struct flow_transaction *transaction, int number,
		   const struct model_flow *wanted, uint16_t flags)
{
	struct flow_entry entry = { .cookie = wanted->serial, .has_leader = wanted->leader != NOBODY };

	fill_identity(number, &entry.identity);
	if (entry.has_leader)
		fill_identity(wanted->leader, &entry.leader);
	if (flow_transaction_entry_new(transaction, &entry, flags))
		abort();
}

static void append_deletion(struct flow_transaction *transaction, int number)
{
	struct flow_identity identity;

	fill_identity(number, &identity);
	if (flow_transaction_entry_delete(transaction, &identity))
		abort();
}

static int add(FIXTURE_DATA(leader) *self, struct flow_transaction *transaction,
	       struct model *model)
{
	static const uint16_t some_flags[] = {
		NLM_F_CREATE, NLM_F_REPLACE, NLM_F_CREATE | NLM_F_REPLACE,
		NLM_F_CREATE | NLM_F_EXCL,
	};
	struct model_flow wanted = { .serial = ++self->serial };
	struct model after;
	uint16_t flags;
	int number, error;

	/* Of what is refused only some, or all transactions would be short. */
	do {
		number = pick(self, FLOWS);
		wanted.leader = pick(self, 2) ? (int)pick(self, FLOWS) : NOBODY;
		flags = some_flags[pick(self, sizeof(some_flags) / sizeof(some_flags[0]))];
		after = *model;
		error = model_add(&self->model, &after, number, &wanted, flags);
	} while (error && pick(self, REFUSED_ONE_IN));
	append(transaction, number, &wanted, flags);
	*model = after;
	return error;
}

static int delete(FIXTURE_DATA(leader) *self, struct flow_transaction *transaction,
		  struct model *model)
{
	int number;
	bool there;

	do {
		number = pick(self, FLOWS);
		there = model->flows[number].there;
	} while (!there && pick(self, REFUSED_ONE_IN));
	append_deletion(transaction, number);
	if (there)
		model_remove(model, number);
	return there ? 0 : -ENOENT;
}

static int delete_some(FIXTURE_DATA(leader) *self, struct flow_transaction *transaction,
		       struct model *model)
{
	const struct flow_filter filter = { .has_table = true, .table = pick(self, 2) };
	int i;

	if (flow_transaction_entry_delete_matching(transaction, &filter))
		abort();
	for (i = 0; i < FLOWS; i++)
		if (i % 2 == filter.table && model->flows[i].there)
			model_remove(model, i);
	return 0;
}

static int operate(FIXTURE_DATA(leader) *self, struct flow_transaction *transaction,
		   struct model *model)
{
	unsigned int choice = pick(self, 12);

	if (choice < 8)
		return add(self, transaction, model);
	return choice < 11 ? delete(self, transaction, model) :
			     delete_some(self, transaction, model);
}

/* One transaction, which the model and the kernel are to judge alike. */
static void transact(struct __test_metadata *_metadata, FIXTURE_DATA(leader) *self)
{
	struct flow_transaction *transaction = flow_transaction_new(NETNS_SWITCH);
	unsigned int count = 1 + pick(self, OPERATIONS_MAX), i;
	struct model model = self->model;
	size_t failed = SIZE_MAX, expected = SIZE_MAX;
	int error = 0;

	for (i = 0; i < count && !error; i++) {
		error = operate(self, transaction, &model);
		if (error)
			expected = i;
	}
	ASSERT_EQ(error, flow_transaction_commit(transaction, self->netns.flow, 0, &failed))
		TH_LOG("FUZZ_SEED=%u, transaction %lu: %s", self->seed, self->done + self->refused,
		       flow_netlink_error_text(self->netns.flow));
	EXPECT_EQ(expected, failed);
	flow_transaction_free(transaction);
	self->done += !error;
	self->refused += !!error;
	if (error)
		return;
	self->model = model;
	for (i = 0; i < FLOWS; i++)
		self->model.flows[i].kept = model.flows[i].there;
}

static int take_flow(const struct flow_entry *entry, void *data)
{
	struct model *found = data;
	struct model_flow *flow = &found->flows[number_of(&entry->identity)];

	if (flow->there)
		return -EEXIST;
	flow->there = true;
	flow->serial = entry->cookie;
	flow->leader = entry->has_leader ? number_of(&entry->leader) : NOBODY;
	return 0;
}

static void expect_same(struct __test_metadata *_metadata, FIXTURE_DATA(leader) *self)
{
	struct model found = { 0 };
	int i;

	ASSERT_EQ(0, flow_entry_dump(self->netns.flow, NETNS_SWITCH, NULL, take_flow, NULL,
				     &found));
	for (i = 0; i < FLOWS; i++) {
		ASSERT_EQ(self->model.flows[i].there, found.flows[i].there)
			TH_LOG("FUZZ_SEED=%u, transaction %lu, flow %d", self->seed,
			       self->done + self->refused, i);
		if (!found.flows[i].there)
			continue;
		ASSERT_EQ(self->model.flows[i].serial, found.flows[i].serial);
		ASSERT_EQ(self->model.flows[i].leader, found.flows[i].leader);
	}
}

/* Of a follower, others go neither with it nor with what took its place. */
TEST_F(leader, follower_that_is_replaced_and_deleted)
{
	struct flow_transaction *transaction = flow_transaction_new(NETNS_SWITCH);
	const struct model_flow first = { .there = true, .leader = NOBODY, .serial = 1 };
	const struct model_flow follower = { .there = true, .leader = 0, .serial = 2 };
	int i;

	append(transaction, 0, &first, NLM_F_CREATE);
	for (i = 1; i < 4; i++)
		append(transaction, i, &follower, NLM_F_CREATE);
	ASSERT_EQ(0, flow_transaction_commit(transaction, self->netns.flow, 0, NULL));
	flow_transaction_reset(transaction);
	append(transaction, 2, &first, NLM_F_REPLACE);
	append_deletion(transaction, 2);
	ASSERT_EQ(0, flow_transaction_commit(transaction, self->netns.flow, 0, NULL));
	flow_transaction_free(transaction);
	self->model.flows[0] = first;
	self->model.flows[1] = follower;
	self->model.flows[3] = follower;
	expect_same(_metadata, self);
}

TEST_F(leader, transactions)
{
	time_t end = time(NULL) + environment_number("FUZZ_SECONDS", 5);

	while (time(NULL) < end) {
		transact(_metadata, self);
		expect_same(_metadata, self);
	}
	TH_LOG("%lu transactions done, %lu refused", self->done, self->refused);
	EXPECT_LT(self->refused / 20, self->done);
}

TEST_HARNESS_MAIN
