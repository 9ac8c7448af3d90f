// SPDX-License-Identifier: GPL-2.0-only
/* Does on purpose what a kernel should report: "insmod fault.ko kind=KIND". */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

static char *kind;
module_param(kind, charp, 0);
MODULE_PARM_DESC(kind, "the fault, see the table");

/* What a compiler must not see through. */
static int *volatile pointer;
static volatile int number = 70;

static DEFINE_MUTEX(one);
static DEFINE_MUTEX(other);

static void do_nothing(void)
{
}

static void warn(void)
{
	WARN(1, "planted\n");
}

static void use_after_free(void)
{
	int *freed = kzalloc(sizeof(*freed), GFP_KERNEL);

	pointer = freed;
	kfree(freed);
	number = *pointer;
}

static void leak(void)
{
	int i;

	/* Many, since a stale copy of one pointer may still lie somewhere. */
	for (i = 0; i < 16; i++)
		pointer = kzalloc(100, GFP_KERNEL);
	pointer = NULL;
}

static void invert_locks(void)
{
	mutex_lock(&one);
	mutex_lock(&other);
	mutex_unlock(&other);
	mutex_unlock(&one);
	mutex_lock(&other);
	mutex_lock(&one);
	mutex_unlock(&one);
	mutex_unlock(&other);
}

static void dereference_null(void)
{
	pointer = NULL;
	number = *pointer;
}

static void shift_too_far(void)
{
	number = 1 << number;
}

static void sleep_in_rcu(void)
{
	rcu_read_lock();
	synchronize_rcu();
	rcu_read_unlock();
}

static void hang(void)
{
	while (number)
		cpu_relax();
}

static const struct {
	const char *name;
	void (*commit)(void);
} faults[] = {
	{ "none", do_nothing },
	{ "warning", warn },
	{ "use-after-free", use_after_free },
	{ "leak", leak },
	{ "lock-inversion", invert_locks },
	{ "null-pointer", dereference_null },
	{ "shift", shift_too_far },
	{ "sleep-in-rcu", sleep_in_rcu },
	{ "hang", hang },
};

static int __init fault_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (kind && !strcmp(kind, faults[i].name)) {
			faults[i].commit();
			return 0;
		}
	}
	return -EINVAL;
}

static void __exit fault_exit(void)
{
}

module_init(fault_init);
module_exit(fault_exit);
MODULE_DESCRIPTION("Faults for the lab to find");
MODULE_LICENSE("GPL");
