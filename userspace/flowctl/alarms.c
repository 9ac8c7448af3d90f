// SPDX-License-Identifier: GPL-2.0-or-later
#include "alarms.h"

#include <errno.h>
#include "report.h"

void alarms_close(struct alarms *alarms)
{
	flow_varlink_close(alarms->daemon);
	alarms->daemon = NULL;
}

int alarms_open(struct alarms *alarms)
{
	int error = context_open_daemon(alarms->context, &alarms->daemon);

	if (error)
		return error;
	error = flow_varlink_follow(alarms->daemon, "io.flowswitch.FollowAlarms", NULL);
	if (error)
		alarms_close(alarms);
	return error;
}

int alarms_fd(const struct alarms *alarms)
{
	return alarms->daemon ? flow_varlink_fd(alarms->daemon) : -1;
}

/* The first reply has no alarm. */
static int take(json_t *parameters, void *data)
{
	json_t *alarm = json_object_get(parameters, "alarm");
	json_int_t lost = json_integer_value(json_object_get(parameters, "lost"));
	struct alarms *alarms = data;

	if (alarms->gone)
		report(alarms->context, EXIT_DONE, "flowd is back");
	alarms->gone = false;
	if (lost)
		report(alarms->context, EXIT_DONE, "%lld alarms were lost, there were too many at once",
		       (long long)lost);
	return json_is_object(alarm) ? alarms->print(alarms->context, alarm) : 0;
}

static void say_gone(struct alarms *alarms, int error)
{
	if (!alarms->gone && error == -EXDEV)
		report_daemon(alarms->context, error, NULL);
	else if (!alarms->gone)
		report(alarms->context, EXIT_DONE, "flowd is away; its alarms go on when it is back");
	alarms->gone = true;
}

int alarms_receive(struct alarms *alarms)
{
	struct flow_error error;
	int code;

	if (!alarms->daemon) {
		code = alarms_open(alarms);
		if (code)
			say_gone(alarms, code);
		return 0;
	}
	code = flow_varlink_receive(alarms->daemon, take, alarms, &error);
	if (!code || code == -EPIPE)
		return code;
	alarms_close(alarms);
	say_gone(alarms, code);
	return 0;
}
