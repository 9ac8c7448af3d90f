// SPDX-License-Identifier: GPL-2.0-only
/* Start and end of the module: what is there before what. */
#include <linux/module.h>
#include <uapi/linux/flowdp.h>

#include "cache.h"
#include "hash.h"
#include "netlink.h"
#include "patch.h"
#include "port.h"
#include "switch.h"

#ifndef CONFIG_64BIT
#error "flowdp needs a 64-bit kernel: packets count, and read generations, in one access"
#endif

static int __init flowdp_init(void)
{
	int err;

	fdp_hash_init();
	err = fdp_cache_init();
	if (err)
		return err;
	err = fdp_port_init();
	if (err)
		goto err_cache;
	/* Before the links, which tell of themselves as long as there are any. */
	err = fdp_netlink_init();
	if (err)
		goto err_port;
	err = fdp_switch_init();
	if (err)
		goto err_netlink;
	err = fdp_patch_init();
	if (err)
		goto err_switch;
	return 0;

err_switch:
	fdp_switch_exit();
err_netlink:
	fdp_netlink_exit();
err_port:
	fdp_port_exit();
err_cache:
	fdp_cache_exit();
	return err;
}

static void __exit flowdp_exit(void)
{
	fdp_patch_exit();
	fdp_switch_exit();
	fdp_netlink_exit();
	fdp_port_exit();
	fdp_cache_exit();
}

module_init(flowdp_init);
module_exit(flowdp_exit);

MODULE_DESCRIPTION("Flow-table switch");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1.0");
MODULE_ALIAS_GENL_FAMILY(FLOWDP_GENL_NAME);
