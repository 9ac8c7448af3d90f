/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of Open vSwitch's tools, brctl(8), bridge(8) and ip(8), for whoever comes from there.
 */
#ifndef FLOW_FOREIGN_NAMES_H
#define FLOW_FOREIGN_NAMES_H

/* What is said here in place of @word, one word or several; NULL: it is none of theirs. */
const char *flow_foreign_name(const char *word);

#endif
