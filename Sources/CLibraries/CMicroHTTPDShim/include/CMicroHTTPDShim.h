#pragma once

#include <microhttpd.h>
#include <stddef.h>

/// How a daemon of libmicrohttpd listens.
struct cmicrohttpdshim_settings {
  /// A socket that is bound and listens already.
  int socket;
  /// Whether it is one of IPv6.
  int is_ipv6;
  /// How many threads handle connections, at least 2.
  unsigned int threads;
  /// How many connections there may be.
  unsigned int connections;
  /// After how many seconds without a byte a connection is closed.
  unsigned int timeout;
  /// How many bytes a connection may use for a request's head and a response's.
  size_t memory;
  /// Certificate and key as PEM text; null for plain HTTP.
  const char *certificate;
  const char *key;
};

/// What a daemon calls; each gets `context`.
struct cmicrohttpdshim_callbacks {
  void *context;
  /// The request line has arrived; the result is the request's own pointer from then on.
  void *(*begin)(void *context, const char *uri, struct MHD_Connection *connection);
  MHD_AccessHandlerCallback handle;
  MHD_RequestCompletedCallback end;
  MHD_NotifyConnectionCallback connection;
};

/// Starts a daemon with `MHD_start_daemon`, which is variadic and so out of Swift's reach. Returns
/// null when it does not start, as for a certificate that cannot be read.
struct MHD_Daemon *cmicrohttpdshim_start(
    const struct cmicrohttpdshim_settings *settings,
    const struct cmicrohttpdshim_callbacks *callbacks);

/// The descriptor of a connection's socket, or -1.
int cmicrohttpdshim_socket(struct MHD_Connection *connection);

/// What the `connection` callback has stored for a connection.
void *cmicrohttpdshim_socket_context(struct MHD_Connection *connection);

/// The length of a request's head in bytes.
size_t cmicrohttpdshim_head_size(struct MHD_Connection *connection);

/// The address of a connection's peer.
const struct sockaddr *cmicrohttpdshim_peer(struct MHD_Connection *connection);

/// How many connections a daemon has.
unsigned int cmicrohttpdshim_connections(struct MHD_Daemon *daemon);

/// Called for each request that libmicrohttpd refuses by itself.
///
/// `given` is the request's `X-Request-Id`, or null. The function writes the id that the answer
/// has into `id`, which has room for `size` bytes with the end; if it writes none, `id` is empty.
typedef void (*cmicrohttpdshim_refusal)(
    struct MHD_Connection *connection, unsigned int status, const char *given, char *id,
    size_t size);

/// Sets what is called for refusals.
void cmicrohttpdshim_on_refusal(cmicrohttpdshim_refusal refusal);

/// Calls what was set for refusals, if anything was.
void cmicrohttpdshim_refused(
    struct MHD_Connection *connection, unsigned int status, const char *given, char *id,
    size_t size);

/// Queues an answer of the listener's own (`MHD_queue_response`).
enum MHD_Result cmicrohttpdshim_send(
    struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response);

/// Whether this thread is in `cmicrohttpdshim_send`, which tells the listener's answers from those
/// that libmicrohttpd queues by itself.
extern _Thread_local int cmicrohttpdshim_is_sending;
