// RTLD_NEXT is shown only under _GNU_SOURCE.
#define _GNU_SOURCE
#include "CErrorPages.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include <CMicroHTTPDShim.h>
#include <microhttpd.h>

#define ERROR(type, code, message) \
  "{\"error\":{\"type\":\"" type "\",\"code\":\"" code "\",\"message\":\"" message "\"}}"

// What the library refuses by itself, by its status.
static const struct {
  unsigned int status;
  const char *json;
} pages[] = {
    {413, ERROR("invalid_request_error", "body_too_large", "The request's body is too long")},
    {414, ERROR("invalid_request_error", "uri_too_long",
                "The request's path and query are too long: send less of them")},
    {431, ERROR("invalid_request_error", "header_too_large",
                "The request's header fields are too long: send less of them")},
    {500, ERROR("api_error", "internal_error", "The server could not do this: try again")},
    {505, ERROR("invalid_request_error", "http_version", "This server speaks HTTP 1.1: use that")},
    {0, ERROR("invalid_request_error", "malformed_request",
              "The request is not well-formed HTTP 1.1: check its lines, its Host and its lengths")},
};

typedef enum MHD_Result (*queue_function)(
    struct MHD_Connection *, unsigned int, struct MHD_Response *);

// The library's own answers go through this function as the listener's do, which says so.
enum MHD_Result MHD_queue_response(
    struct MHD_Connection *connection, unsigned int status, struct MHD_Response *response) {
  static queue_function queue;
  if (!queue) queue = (queue_function)dlsym(RTLD_NEXT, "MHD_queue_response");
  if (!queue) return MHD_NO;
  if (cmicrohttpdshim_is_sending || status < 400) return queue(connection, status, response);
  size_t index = 0;
  while (pages[index].status != status && pages[index].status != 0) index++;
  const char *json = pages[index].json;
  struct MHD_Response *page = MHD_create_response_from_buffer(
      strlen(json), (void *)json, MHD_RESPMEM_PERSISTENT);
  if (!page) return queue(connection, status, response);
  MHD_add_response_header(page, "Content-Type", "application/json");
  char id[160];
  const char *given = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Request-Id");
  cmicrohttpdshim_refused(connection, status, given, id, sizeof id);
  if (id[0]) MHD_add_response_header(page, "X-Request-Id", id);
  enum MHD_Result result = queue(connection, status, page);
  MHD_destroy_response(page);
  return result;
}

typedef enum MHD_Result (*lookup_function)(
    struct MHD_Connection *, enum MHD_ValueKind, const char *, size_t, const char **, size_t *);

static int is_length(const char *text, size_t size) {
  if (size == 0 || size > 18) return 0;
  for (size_t index = 0; index < size; index++) {
    if (text[index] < '0' || text[index] > '9') return 0;
  }
  return 1;
}

// The library answers a wrong length with two heads, one in the place of the body, up to version
// 0.9.77. So it does not get to see one; the listener, which looks at all fields, refuses it.
enum MHD_Result MHD_lookup_connection_value_n(
    struct MHD_Connection *connection, enum MHD_ValueKind kind, const char *key, size_t key_size,
    const char **value, size_t *value_size) {
  static lookup_function lookup;
  if (!lookup) lookup = (lookup_function)dlsym(RTLD_NEXT, "MHD_lookup_connection_value_n");
  if (!lookup) return MHD_NO;
  const char *text = NULL;
  size_t size = 0;
  if (lookup(connection, kind, key, key_size, &text, &size) == MHD_NO) return MHD_NO;
  const char *name = "Content-Length";
  if (kind == MHD_HEADER_KIND && key_size == strlen(name) &&
      strncasecmp(key, name, key_size) == 0 && !is_length(text, size)) {
    return MHD_NO;
  }
  if (value) *value = text;
  if (value_size) *value_size = size;
  return MHD_YES;
}
