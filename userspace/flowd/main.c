// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include "config.h"
#include "control.h"
#include "file.h"
#include "hash.h"
#include "log.h"
#include "loop.h"
#include "netns.h"
#include "options.h"
#include "state.h"
#include "varlink.h"

/* Exit statuses, as flowctl's. */
#define EXIT_DONE		0
#define EXIT_WRONG		1	/* usage or configuration */
#define EXIT_REFUSED		2
#define EXIT_UNREACHABLE	3	/* the module is not there */

static const char usage[] =
	"Usage: flowd [options]\n"
	"The daemon of the flow-table switch: makes the kernel's switches what the\n"
	"configuration says, and learns where stations are.\n"
	"\n"
	"  -c, --config FILE   the configuration, beside which conf.d/*.conf is read too;\n"
	"                      " CONFIG_FILE "\n"
	"  -s, --socket PATH   the control socket; " FLOW_VARLINK_SOCKET "\n"
	"      --state FILE    where it is kept what flowctl changes;\n"
	"                      " STATE_FILE "\n"
	"  -n, --netns NAME    serve this network namespace; its own files are then\n"
	"                      /etc/netns/NAME/flowswitch/flowd.conf,\n"
	"                      /run/flowswitch@NAME/flowd.varlink and\n"
	"                      /var/lib/flowswitch@NAME/intent.json\n"
	"      --check         only say what is wrong with the configuration, every FILE:LINE\n"
	"  -v, --verbose       say more\n"
	"  -V, --version       print the version\n"
	"  -h, --help          print this\n"
	"\n"
	"SIGHUP makes it read the configuration again; SIGTERM ends it, and the switches\n"
	"go on.  Exit status: 0 done, 1 wrong usage or configuration, 2 refused, 3 the\n"
	"module flowdp is not loaded.\n";

struct options {
	const char *config;	/* NULL: the usual one, which need not be there */
	const char *socket;
	const char *state;
	const char *netns;	/* NULL: the one it is started in */
	bool check;
	bool verbose;
	bool version;
	bool help;
};

#define OPTION(member)	offsetof(struct options, member)

static const struct flow_option known[] = {
	{ "config", required_argument, 'c', OPTION(config) },
	{ "socket", required_argument, 's', OPTION(socket) },
	{ "state", required_argument, '\0', OPTION(state) },
	{ "netns", required_argument, 'n', OPTION(netns) },
	{ "check", no_argument, '\0', OPTION(check) },
	{ "verbose", no_argument, 'v', OPTION(verbose) },
	{ "version", no_argument, 'V', OPTION(version) },
	{ "help", no_argument, 'h', OPTION(help) },
	{ NULL, 0, '\0', 0 }
};

static int take_options(struct options *options, int argc, char **argv)
{
	struct flow_error error = { "" };

	if (flow_options_take(known, options, argc, argv, &error)) {
		fprintf(stderr, "flowd: %s\n", error.text);
		return EXIT_WRONG;
	}
	if (optind < argc) {
		fprintf(stderr, "flowd: what is \"%s\"? There are only options; see flowd -h\n",
			argv[optind]);
		return EXIT_WRONG;
	}
	if (options->netns && strchr(options->netns, '/')) {
		fprintf(stderr, "flowd: \"%s\" is no name of a network namespace; \"ip netns\" "
			"lists them\n", options->netns);
		return EXIT_WRONG;
	}
	return EXIT_DONE;
}

struct paths {
	char config[PATH_MAX];
	char socket[PATH_MAX];
	char state[PATH_MAX];
};

static void set_path(char *path, const char *usual, const char *of_netns, const char *netns)
{
	snprintf(path, PATH_MAX, netns ? of_netns : usual, netns);
}

/* What the command line does not say, written into @paths. */
static void complete(struct options *options, struct paths *paths)
{
	const char *netns = options->netns;

	flow_varlink_path(netns, paths->socket);
	set_path(paths->config, CONFIG_FILE, CONFIG_FILE_NETNS, netns);
	set_path(paths->state, STATE_FILE, STATE_FILE_NETNS, netns);
	if (!options->socket)
		options->socket = paths->socket;
	if (!options->config)
		options->config = paths->config;
	if (!options->state)
		options->state = paths->state;
}

static int check(const char *path, bool may_lack)
{
	struct intent intent = { 0 };
	struct config_mistakes mistakes;
	int code = config_load(path, may_lack, &intent, &mistakes);
	size_t i;

	for (i = 0; i < mistakes.count; i++)
		fprintf(stderr, "%s\n", mistakes.lines[i]);
	if (code && !mistakes.count)
		fprintf(stderr, "flowd: %s\n", strerror(-code));
	config_mistakes_clear(&mistakes);
	intent_clear(&intent);
	return code ? EXIT_WRONG : EXIT_DONE;
}

/* Makes the directory that a file is to be in, if it lacks only itself. */
static void make_directory(const char *path)
{
	char copy[PATH_MAX];

	snprintf(copy, sizeof(copy), "%s", path);
	mkdir(dirname(copy), 0755);
}

static int enter(const char *netns)
{
	int code = flow_netns_enter(netns);

	if (code == -ENOENT)
		log_error("there is no network namespace \"%s\"; \"ip netns\" lists them", netns);
	else if (code)
		log_error("cannot enter network namespace \"%s\": %s", netns, strerror(-code));
	return code;
}

/* What another flowd has read and put in force is not touched. */
static int lock(const char *path)
{
	pid_t other;
	int code;

	make_directory(path);
	code = control_lock(path, &other);
	if (code == -EBUSY)
		log_error("another flowd serves %s already; stop process %d first", path, other);
	else if (code)
		log_error("cannot lock the control socket %s: %s", path, strerror(-code));
	return code;
}

static int listen_on(const char *path, int *listener)
{
	int code = control_listen(path, listener);

	if (code == -EADDRINUSE)
		log_error("another program serves %s; name another", path);
	else if (code == -ENOTSOCK)
		log_error("cannot make the control socket %s: there is something else of this name; name another",
			  path);
	else if (code)
		log_error("cannot make the control socket %s: %s", path, strerror(-code));
	return code;
}

static int serve(const struct options *options, struct daemon *daemon)
{
	uint64_t secret[2];
	int code, listener;

	if (getrandom(secret, sizeof(secret), 0) != sizeof(secret)) {
		log_error("cannot get random numbers: %s", strerror(errno));
		return EXIT_REFUSED;
	}
	hash_set_secret(secret);
	if (lock(options->socket))
		return EXIT_REFUSED;
	if (daemon_load(daemon)) {
		log_error("not started; \"flowd --check\" checks a configuration");
		return EXIT_WRONG;
	}
	if (listen_on(options->socket, &listener))
		return EXIT_REFUSED;
	code = loop_run(daemon, options->netns, listener);
	unlink(options->socket);
	if (code == -EPROTONOSUPPORT)
		return EXIT_UNREACHABLE;
	return code ? EXIT_REFUSED : EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	struct daemon daemon = { 0 };
	struct paths paths;
	int status;

	flow_file_hold_standard();
	status = take_options(&options, argc, argv);
	if (status)
		return status;
	if (options.help) {
		fputs(usage, stdout);
		return EXIT_DONE;
	}
	if (options.version) {
		puts("flowd " FLOW_VERSION);
		return EXIT_DONE;
	}
	daemon.config_may_lack = !options.config;
	complete(&options, &paths);
	daemon.config_path = options.config;
	if (options.check)
		return check(daemon.config_path, daemon.config_may_lack);
	loop_hold_reload();
	log_setup(options.verbose);
	if (options.netns && enter(options.netns))
		return EXIT_REFUSED;
	daemon.state_path = options.state;
	daemon.started_ms = daemon_now();
	status = serve(&options, &daemon);
	daemon_clear(&daemon);
	return status;
}
