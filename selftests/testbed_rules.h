/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The test bed's tables, flows and groups, in words (formatted as by printf):
 *
 *    [table N] [priority N] [cookie N] [idle_timeout S] [hard_timeout S]
 *    [FIELD VALUE[/MASK]]... [actions ACTION...]
 *
 * Words that make no sense end the test program; what the kernel refuses is
 * returned as -errno.
 */
#ifndef SELFTEST_TESTBED_RULES_H
#define SELFTEST_TESTBED_RULES_H

#include "testbed.h"

#define TESTBED_FORMAT(n)	__attribute__((format(printf, (n), (n) + 1)))

struct flow_entry testbed_parse_flow(const char *format, ...) TESTBED_FORMAT(1);
struct flow_actions testbed_parse_actions(const char *words);

/* Adds a flow (NLM_F_CREATE), or with other flags. */
int testbed_flow(struct testbed *bed, const char *format, ...) TESTBED_FORMAT(2);
int testbed_flow_new(struct testbed *bed, uint16_t flags, const char *format, ...)
	TESTBED_FORMAT(3);

/* Deletes or reads the flow of this identity. */
int testbed_flow_delete(struct testbed *bed, const char *format, ...) TESTBED_FORMAT(2);
int testbed_flow_get(struct testbed *bed, struct flow_entry *entry, const char *format, ...)
	TESTBED_FORMAT(3);

/* Packets that the flow of this identity counted; UINT64_MAX if there is none. */
uint64_t testbed_flow_packets(struct testbed *bed, const char *format, ...) TESTBED_FORMAT(2);

/* Deletes all flows that agree with the filter; NULL: all. */
int testbed_flow_flush(struct testbed *bed, const struct flow_filter *filter);

/* Flows that agree with the filter (NULL: all), or -errno. */
int testbed_flow_count(struct testbed *bed, const struct flow_filter *filter);

/* The default actions of a table; "drop" is an action, "" is none. */
int testbed_table(struct testbed *bed, uint8_t table, const char *actions);

/* Makes a group of buckets, each in words; the list ends with NULL. */
int testbed_group(struct testbed *bed, uint32_t id, const char *const *buckets);
int testbed_group_set(struct testbed *bed, uint32_t id, const char *const *buckets);

#endif
