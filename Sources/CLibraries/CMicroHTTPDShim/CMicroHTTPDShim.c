#include "CMicroHTTPDShim.h"

#include <string.h>

// Targets are decoded by the code that reads them, so that what was sent is known exactly.
static size_t leave_as_it_is(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

struct MHD_Daemon *cmicrohttpdshim_start(
    const struct cmicrohttpdshim_settings *settings,
    const struct cmicrohttpdshim_callbacks *callbacks) {
  // With epoll, MHD_quiesce_daemon and a thread that is at work can both take the listening socket
  // out of the set, and the later one ends the process; and the end of a connection is missed when
  // it comes along with a head.
  unsigned int flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME;
  if (settings->is_ipv6) flags |= MHD_USE_IPv6;
  // TLS 1.0 and 1.1 are deprecated (RFC 8996), and so are suites without forward secrecy or with
  // CBC (RFC 9325).
  const char *priorities =
      "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-CIPHER-ALL:"
      "+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD";
  struct MHD_OptionItem tls[] = {
      {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)priorities},
      {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)settings->certificate},
      {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)settings->key},
      {MHD_OPTION_END, 0, NULL},
  };
  struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
  if (settings->certificate) flags |= MHD_USE_TLS;
  return MHD_start_daemon(
      flags, 0, NULL, NULL, callbacks->handle, callbacks->context,
      MHD_OPTION_ARRAY, settings->certificate ? tls : none,
      MHD_OPTION_LISTEN_SOCKET, settings->socket,
      MHD_OPTION_THREAD_POOL_SIZE, settings->threads,
      MHD_OPTION_CONNECTION_LIMIT, settings->connections,
      MHD_OPTION_CONNECTION_TIMEOUT, settings->timeout,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->memory,
      MHD_OPTION_URI_LOG_CALLBACK, callbacks->begin, callbacks->context,
      MHD_OPTION_UNESCAPE_CALLBACK, leave_as_it_is, NULL,
      MHD_OPTION_NOTIFY_COMPLETED, callbacks->end, callbacks->context,
      MHD_OPTION_NOTIFY_CONNECTION, callbacks->connection, callbacks->context,
      MHD_OPTION_END);
}

int cmicrohttpdshim_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

void *cmicrohttpdshim_socket_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

size_t cmicrohttpdshim_head_size(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return info ? info->header_size : 0;
}

const struct sockaddr *cmicrohttpdshim_peer(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info ? info->client_addr : NULL;
}

unsigned int cmicrohttpdshim_connections(struct MHD_Daemon *daemon) {
  const union MHD_DaemonInfo *info =
      MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
  return info ? info->num_connections : 0;
}

static cmicrohttpdshim_refusal on_refusal;

void cmicrohttpdshim_on_refusal(cmicrohttpdshim_refusal refusal) {
  __atomic_store_n(&on_refusal, refusal, __ATOMIC_RELEASE);
}

void cmicrohttpdshim_refused(
    struct MHD_Connection *connection, unsigned int status, const char *given, char *id,
    size_t size) {
  id[0] = 0;
  cmicrohttpdshim_refusal refusal = __atomic_load_n(&on_refusal, __ATOMIC_ACQUIRE);
  if (refusal) refusal(connection, status, given, id, size);
}

_Thread_local int cmicrohttpdshim_is_sending;

enum MHD_Result cmicrohttpdshim_send(
    struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response) {
  cmicrohttpdshim_is_sending = 1;
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  cmicrohttpdshim_is_sending = 0;
  return result;
}
