/* SPDX-License-Identifier: GPL-2.0-only */
/* Handlers and policies of the family's commands, one file an object. */
#ifndef _FLOWDP_NETLINK_OBJECTS_H
#define _FLOWDP_NETLINK_OBJECTS_H

#include "netlink.h"

struct fdp_flow;
struct fdp_port;
struct fdp_port_config;
struct fdp_port_settings;

/* netlink_switch.c */
extern const struct nla_policy fdp_switch_get_policy[];
extern const struct nla_policy fdp_switch_set_policy[];
int fdp_netlink_switch_get(struct sk_buff *skb, struct genl_info *info);
int fdp_netlink_switch_dump(struct sk_buff *skb, struct netlink_callback *cb);
int fdp_netlink_switch_set(struct sk_buff *skb, struct genl_info *info);
int fdp_netlink_put_switch(struct sk_buff *msg, struct fdp_switch *sw);

/* netlink_port.c */
extern const struct nla_policy fdp_port_get_policy[];
int fdp_netlink_port_get(struct sk_buff *skb, struct genl_info *info);
int fdp_netlink_port_dump(struct sk_buff *skb, struct netlink_callback *cb);
int fdp_netlink_port_new(struct sk_buff *skb, struct genl_info *info);
int fdp_netlink_port_delete(struct sk_buff *skb, struct genl_info *info);
int fdp_netlink_port_set(const struct fdp_request *request);
int fdp_netlink_put_port(struct sk_buff *msg, const struct fdp_port *port);

/* netlink_port_settings.c */
extern const struct nla_policy fdp_port_set_policy[];
int fdp_netlink_port_settings_parse(struct fdp_port_settings *settings,
				    const struct fdp_port_config *present,
				    struct nlattr **attrs, struct netlink_ext_ack *extack);
int fdp_netlink_port_settings_put(struct sk_buff *msg, const struct fdp_port_config *config);

/* netlink_table.c */
extern const struct nla_policy fdp_table_get_policy[];
extern const struct nla_policy fdp_table_set_policy[];
int fdp_netlink_table_dump(struct sk_buff *skb, struct netlink_callback *cb);
int fdp_netlink_table_set(const struct fdp_request *request);

/* netlink_flow.c */
extern const struct nla_policy fdp_flow_filter_policy[];
extern const struct nla_policy fdp_flow_new_policy[];
int fdp_netlink_flow_get(struct sk_buff *skb, struct genl_info *info);
int fdp_netlink_flow_start_dump(struct netlink_callback *cb);
int fdp_netlink_flow_dump(struct sk_buff *skb, struct netlink_callback *cb);
int fdp_netlink_flow_new(const struct fdp_request *request);
int fdp_netlink_flow_delete(const struct fdp_request *request);
int fdp_netlink_put_flow(struct sk_buff *msg, const struct fdp_switch *sw,
			 const struct fdp_flow *flow);

/* netlink_group.c */
extern const struct nla_policy fdp_group_get_policy[];
extern const struct nla_policy fdp_group_set_policy[];
int fdp_netlink_group_dump(struct sk_buff *skb, struct netlink_callback *cb);
int fdp_netlink_group_new(const struct fdp_request *request);
int fdp_netlink_group_set(const struct fdp_request *request);
int fdp_netlink_group_delete(const struct fdp_request *request);

/* netlink_transaction.c */
extern const struct nla_policy fdp_transaction_policy[];
int fdp_netlink_change(struct sk_buff *skb, struct genl_info *info);
int fdp_netlink_transaction(struct sk_buff *skb, struct genl_info *info);

/* netlink_packet.c */
extern const struct nla_policy fdp_upcall_bind_policy[];
extern const struct nla_policy fdp_packet_policy[];
int fdp_netlink_upcall_bind(struct sk_buff *skb, struct genl_info *info);
int fdp_netlink_packet_out(struct sk_buff *skb, struct genl_info *info);
int fdp_netlink_trace(struct sk_buff *skb, struct genl_info *info);

#endif /* _FLOWDP_NETLINK_OBJECTS_H */
