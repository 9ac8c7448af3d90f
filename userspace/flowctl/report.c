// SPDX-License-Identifier: GPL-2.0-or-later
#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

static void start_line(const struct context *context)
{
	fputs("flowctl: ", stderr);
	if (context->file && context->line)
		fprintf(stderr, "%s:%u: ", context->file, context->line);
	else if (context->file)
		fprintf(stderr, "%s: ", context->file);
}

int report(const struct context *context, int status, const char *format, ...)
{
	va_list arguments;

	start_line(context);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return status;
}

int report_usage(const struct context *context, const struct flow_error *error)
{
	return report(context, EXIT_WRONG, "%s", error->text);
}

static int status_of(int error)
{
	switch (error) {
	case -ETIMEDOUT:
		return EXIT_TIMED_OUT;
	case -EPROTONOSUPPORT:
	case -ECONNREFUSED:
	case -ECONNRESET:
		return EXIT_UNREACHABLE;
	default:
		return EXIT_REFUSED;
	}
}

/* The kernel's own sentence, or one in its place. */
static const char *explain(int error, const struct flow_netlink *netlink)
{
	const char *text = netlink ? flow_netlink_error_text(netlink) : "";

	if (*text)
		return text;
	switch (error) {
	case -EPROTONOSUPPORT:
		return "the module flowdp is not loaded; load it with \"modprobe flowdp\"";
	case -EPERM:
		return "this needs root (CAP_NET_ADMIN in the initial user namespace)";
	case -ETIMEDOUT:
		return "the kernel did not answer in time; -t sets how long to wait";
	case -EINTR:
		return "what is listed keeps changing; try again";
	default:
		return strerror(-error);
	}
}

int report_kernel(const struct context *context, int error, const struct flow_netlink *netlink,
		  const char *format, ...)
{
	va_list arguments;

	start_line(context);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, ": %s\n", explain(error, netlink));
	return status_of(error);
}

int report_unopened(const struct context *context, int error, const char *what)
{
	if (error == -ENOENT && context->netns)
		return report(context, EXIT_WRONG,
			      "there is no network namespace \"%s\"; \"ip netns\" lists them",
			      context->netns);
	return report_kernel(context, error, NULL, "%s", what);
}

int report_daemon(const struct context *context, int error, const struct flow_error *sentence)
{
	switch (error) {
	case -EREMOTEIO:
		return report(context, EXIT_REFUSED, "%s", sentence->text);
	case -ENOENT:
	case -ECONNREFUSED:
		if (context->netns)
			return report(context, EXIT_UNREACHABLE,
				      "no flowd runs for network namespace \"%s\"; start it with "
				      "\"flowd -n %s\"", context->netns, context->netns);
		return report(context, EXIT_UNREACHABLE,
			      "flowd does not run; start it with \"systemctl start flowd\"");
	case -ECONNRESET:
		return report(context, EXIT_UNREACHABLE,
			      "flowd closed the connection; \"journalctl -u flowd\" may say why");
	case -ETIMEDOUT:
		return report(context, EXIT_TIMED_OUT,
			      "flowd did not answer in time; -t sets how long to wait");
	case -EACCES:
		return report(context, EXIT_REFUSED,
			      "flowd's socket is not open to this user; try as root");
	case -EXDEV:
		return report(context, EXIT_WRONG,
			      "the flowd that answers serves another network namespace; "
			      "\"flowctl -n NAME\" asks that of NAME, and -k the kernel here alone");
	case -ENAMETOOLONG:
		return report(context, EXIT_WRONG,
			      "the path of flowd's socket is longer than the %zu characters that it may have",
			      sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1);
	case -EPROTO:
		return report(context, EXIT_REFUSED, "flowd sent something that is not Varlink");
	default:
		return report(context, status_of(error), "no answer from flowd: %s",
			      strerror(-error));
	}
}

int report_unknown(const struct context *context, struct flow_names names, const char *what,
		   const char *word, const char *listed_by)
{
	struct flow_error error;

	flow_names_unknown(names, what, word, listed_by, &error);
	return report_usage(context, &error);
}

int report_no_port(const struct context *context, const char *name, const char *switch_name)
{
	if (switch_name)
		return report(context, EXIT_WRONG,
			      "\"%s\" is no port of switch \"%s\"; \"flowctl port show %s\" says which one it is in",
			      name, switch_name, name);
	return report(context, EXIT_WRONG,
		      "\"%s\" is no port of a switch; \"flowctl -d port\" lists them, and why an interface is none",
		      name);
}

int report_rest(const struct context *context, const struct flow_words *words)
{
	if (!flow_words_peek(words))
		return EXIT_DONE;
	return report(context, EXIT_WRONG, "\"%s\" was not expected here", flow_words_peek(words));
}
