#include "CBareServer.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static enum MHD_Result answer(
    void *response, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *data, size_t *size, void **request) {
  (void)url;
  (void)method;
  (void)version;
  (void)data;
  // The first call is for the head alone.
  if (!*request) {
    *request = response;
    return MHD_YES;
  }
  *size = 0;
  return MHD_queue_response(connection, MHD_HTTP_OK, response);
}

unsigned short cbareserver_start(size_t size) {
  char *body = malloc(size + 1);
  if (!body) return 0;
  memset(body, 'x', size);
  struct MHD_Response *response =
      MHD_create_response_from_buffer(size, body, MHD_RESPMEM_MUST_FREE);
  if (!response) return 0;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
  unsigned int flags = MHD_is_feature_supported(MHD_FEATURE_EPOLL) == MHD_YES
                           ? MHD_USE_EPOLL_INTERNAL_THREAD
                           : MHD_USE_POLL_INTERNAL_THREAD;
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  struct MHD_Daemon *daemon = MHD_start_daemon(
      flags, 0, NULL, NULL, answer, response, MHD_OPTION_SOCK_ADDR, &address,
      MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END);
  if (!daemon) return 0;
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info ? info->port : 0;
}
