// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "config.h"
#include "control.h"
#include "log.h"
#include "loop.h"
#include "state.h"
#include "varlink.h"
#include "version.h"

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
	"      --check         only say what is wrong with the configuration, every FILE:LINE\n"
	"  -v, --verbose       say more\n"
	"  -V, --version       print the version\n"
	"  -h, --help          print this\n"
	"\n"
	"SIGHUP makes it read the configuration again; SIGTERM ends it, and the switches\n"
	"go on.  Exit status: 0 done, 1 wrong usage or configuration, 2 refused, 3 the\n"
	"module flowdp is not loaded.\n";

enum { OPTION_STATE = 256, OPTION_CHECK };

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "socket", required_argument, NULL, 's' },
	{ "state", required_argument, NULL, OPTION_STATE },
	{ "check", no_argument, NULL, OPTION_CHECK },
	{ "verbose", no_argument, NULL, 'v' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

struct options {
	const char *config;	/* NULL: the usual one, which need not be there */
	const char *socket;
	const char *state;
	bool check;
	bool verbose;
	bool version;
	bool help;
};

static int take_option(struct options *options, int option)
{
	switch (option) {
	case 'c':
		options->config = optarg;
		return EXIT_DONE;
	case 's':
		options->socket = optarg;
		return EXIT_DONE;
	case OPTION_STATE:
		options->state = optarg;
		return EXIT_DONE;
	case OPTION_CHECK:
		options->check = true;
		return EXIT_DONE;
	case 'v':
		options->verbose = true;
		return EXIT_DONE;
	case 'V':
		options->version = true;
		return EXIT_DONE;
	case 'h':
		options->help = true;
		return EXIT_DONE;
	default:	/* getopt has said what is wrong */
		return EXIT_WRONG;
	}
}

static int take_options(struct options *options, int argc, char **argv)
{
	const char *socket = getenv(FLOW_VARLINK_SOCKET_VARIABLE);
	int option, status = EXIT_DONE;

	options->socket = socket && *socket ? socket : FLOW_VARLINK_SOCKET;
	options->state = STATE_FILE;
	while (!status &&
	       (option = getopt_long(argc, argv, "c:s:vVh", long_options, NULL)) != -1)
		status = take_option(options, option);
	if (!status && optind < argc) {
		fprintf(stderr, "flowd: what is \"%s\"? There are only options; see flowd -h\n",
			argv[optind]);
		status = EXIT_WRONG;
	}
	return status;
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

static int listen_on(const char *path, int *listener)
{
	int code;

	make_directory(path);
	code = control_listen(path, listener);
	if (code == -EADDRINUSE)
		log_error("another flowd serves %s already", path);
	else if (code)
		log_error("cannot make the control socket %s: %s", path, strerror(-code));
	return code;
}

static int serve(const struct options *options, struct daemon *daemon)
{
	int code, listener;

	if (daemon_load(daemon)) {
		log_error("not started; \"flowd --check\" checks a configuration");
		return EXIT_WRONG;
	}
	if (listen_on(options->socket, &listener))
		return EXIT_REFUSED;
	code = loop_run(daemon, listener);
	unlink(options->socket);
	if (code == -EPROTONOSUPPORT || code == -ENODEV)
		return EXIT_UNREACHABLE;
	return code ? EXIT_REFUSED : EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	struct daemon daemon = { 0 };
	int status = take_options(&options, argc, argv);

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
	daemon.config_path = options.config ? options.config : CONFIG_FILE;
	daemon.config_may_lack = !options.config;
	if (options.check)
		return check(daemon.config_path, daemon.config_may_lack);
	log_setup(options.verbose, getenv("JOURNAL_STREAM"));
	daemon.state_path = options.state;
	daemon.started_ms = daemon_now();
	status = serve(&options, &daemon);
	daemon_clear(&daemon);
	return status;
}
