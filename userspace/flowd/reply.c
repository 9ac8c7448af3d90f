// SPDX-License-Identifier: GPL-2.0-or-later
#include "reply.h"

#include "error.h"

json_t *reply_parameters(json_t *parameters)
{
	return json_pack("{s:o}", "parameters", parameters);
}

json_t *reply_refused(const char *message, json_int_t operation)
{
	return json_pack("{s:s, s:{s:s, s:I}}", "error", "io.flowswitch.Refused", "parameters",
			 "message", message, "operation", operation);
}

json_t *reply_no_switch(const char *name)
{
	struct flow_error error;

	flow_error_set(&error, 0, "there is no switch \"%s\" in flowd's configuration", name);
	return reply_refused(error.text, -1);
}

json_t *reply_invalid(const char *parameter)
{
	return json_pack("{s:s, s:{s:s}}", "error", "org.varlink.service.InvalidParameter",
			 "parameters", "parameter", parameter);
}

bool reply_get_text(const json_t *parameters, const char *name, const char **text)
{
	const json_t *value = json_object_get(parameters, name);

	*text = json_string_value(value);
	return !value || json_is_null(value) || *text;
}
