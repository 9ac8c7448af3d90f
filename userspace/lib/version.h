/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_VERSION_H
#define FLOW_VERSION_H

#define FLOW_VERSION	"0.1"

#endif
