// SPDX-License-Identifier: GPL-2.0-or-later
#include "apply_vlan.h"

#include <errno.h>
#include <string.h>
#include "intent_profile.h"
#include "names.h"

struct request {
	char match[INTENT_MATCH_MAX];
	flow_vlan_bitmap vlans;
	uint16_t vid;		/* the only one; 0 if there are several */
	bool native;
	struct intent_port object;	/* the policy as it is */
};

static uint16_t only_vid(const flow_vlan_bitmap vlans)
{
	uint16_t vid, only = 0;

	for (vid = 1; vid <= FLOWDP_VID_MAX; vid++) {
		if (!flow_vlan_has(vlans, vid))
			continue;
		if (only)
			return 0;
		only = vid;
	}
	return only;
}

static int check_members(const json_t *operation, struct flow_error *error)
{
	static const char *const known[] = { "operation", "match", "vlans", "native", NULL };
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)operation, key, value) {
		if (flow_names_find(FLOW_NAMES(known), key) < 0)
			return flow_names_unknown(FLOW_NAMES(known), "setting", key, NULL, error);
		if (json_is_null(value))
			continue;
		if (strcmp(key, "native") && !json_is_string(value))
			return flow_setting_wrong_json(key, value, "a string", error);
		if (!strcmp(key, "native") && !json_is_boolean(value))
			return flow_setting_wrong_json(key, value, "true or false", error);
	}
	return 0;
}

/* A tunnel has a service VLAN and customer VLANs, and these operations cannot say which. */
static int refuse_tunnel(const struct request *request, struct flow_error *error)
{
	return flow_error_set(error, -EINVAL,
			      "%s is a tunnel of service VLAN %u; change it as a whole: port set %s dot1q_tunnel VID",
			      request->match, request->object.settings.pvid, request->match);
}

/* What an operation says, and the policy that it is about, whose VLANs become its own. */
static int parse(const struct apply *apply, const json_t *operation, struct request *request,
		 struct flow_error *error)
{
	const char *vlans = json_string_value(json_object_get(operation, "vlans"));
	const char *match = json_string_value(json_object_get(operation, "match"));
	int code = check_members(operation, error);

	if (code)
		return code;
	request->native = json_is_true(json_object_get(operation, "native"));
	if (!match || !vlans)
		return flow_error_set(error, -EINVAL, "\"match\" or \"vlans\" is missing");
	code = intent_parse_match(match, request->match, error);
	if (code)
		return code;
	code = flow_vlan_parse(vlans, request->vlans, error);
	if (code)
		return code;
	code = apply_find_port(apply, request->match, &request->object, error);
	if (code)
		return code;
	request->vid = only_vid(request->vlans);
	if (request->native && !request->vid)
		return flow_error_set(error, -EINVAL,
				      "one VLAN can be native, not \"%.64s\"; name that one", vlans);
	if (request->object.settings.vlan_mode == FLOWDP_VLAN_MODE_DOT1Q_TUNNEL)
		return refuse_tunnel(request, error);
	intent_own(&request->object, INTENT_VLAN_ROWS);
	return 0;
}

static int refuse_access(const struct request *request, struct flow_error *error)
{
	return flow_error_set(error, -EINVAL,
			      "%s is an access port of VLAN %u; make it a trunk first: port set %s trunk VIDS",
			      request->match, request->object.settings.pvid, request->match);
}

int apply_vlan_add(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_settings *settings;
	struct request request;
	uint16_t vid;
	int code = parse(apply, operation, &request, error);

	if (code)
		return code;
	settings = &request.object.settings;
	if (settings->vlan_mode == FLOWDP_VLAN_MODE_ACCESS && !request.native)
		return refuse_access(&request, error);
	if (settings->vlan_mode == FLOWDP_VLAN_MODE_NONE)
		settings->vlan_mode = FLOWDP_VLAN_MODE_TRUNK;
	if (request.native && settings->vlan_mode == FLOWDP_VLAN_MODE_TRUNK)
		settings->vlan_mode = FLOWDP_VLAN_MODE_NATIVE_UNTAGGED;
	if (request.native)
		settings->pvid = request.vid;
	for (vid = 1; vid <= FLOWDP_VID_MAX; vid++)
		if (flow_vlan_is_trunk(settings->vlan_mode) &&
		    flow_vlan_has(request.vlans, vid))
			flow_vlan_add(settings->vlans, vid);
	return apply_put_port(apply, &request.object, error);
}

static int remove_vlans(struct request *request, struct flow_error *error)
{
	struct intent_settings *settings = &request->object.settings;
	uint16_t vid;

	for (vid = 1; vid <= FLOWDP_VID_MAX; vid++) {
		if (!flow_vlan_has(request->vlans, vid))
			continue;
		if (!flow_vlan_has(settings->vlans, vid))
			return flow_error_set(error, -EINVAL, "%s does not carry VLAN %u; leave it out",
					      request->match, vid);
		flow_vlan_remove(settings->vlans, vid);
		if (vid == settings->pvid) {
			settings->pvid = 0;
			settings->vlan_mode = FLOWDP_VLAN_MODE_TRUNK;
		}
	}
	return 0;
}

int apply_vlan_del(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_settings *settings;
	struct request request;
	int code = parse(apply, operation, &request, error);

	if (code)
		return code;
	settings = &request.object.settings;
	if (settings->vlan_mode == FLOWDP_VLAN_MODE_ACCESS)
		return refuse_access(&request, error);
	if (request.native && settings->pvid != request.vid)
		return flow_error_set(error, -EINVAL, "VLAN %u is not the native one of %s",
				      request.vid, request.match);
	code = remove_vlans(&request, error);
	return code ? code : apply_put_port(apply, &request.object, error);
}
