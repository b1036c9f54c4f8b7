// The compiler reads git's log of HEAD, whose last line has the commit that is checked out. It is a
// file that this one is made of, so a new commit compiles this file again and nothing else. None of
// the log but the digits gets into the program.
//
// Builds for debugging do without: their programs would be linked again after each commit.
#include "CRevision.h"

#if !defined(DEBUG) && defined(__has_embed)
#if __has_embed("../../../.git/logs/HEAD") == __STDC_EMBED_FOUND__
#define HAS_LOG
#endif
#endif

#ifdef HAS_LOG

namespace {

// C++ has no such directive of its own yet, as C has.
#pragma clang diagnostic ignored "-Wc23-extensions"

constexpr unsigned char log[] = {
#embed "../../../.git/logs/HEAD" suffix(, )
    '\n'};

struct Revision {
  char digits[13] = {};
};

constexpr bool is_digit(unsigned char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
}

/// The id after the space in the last line: `OLD NEW Name <address> time zone<tab>message`.
constexpr Revision newest() {
  int end = sizeof(log) - 1;
  while (end > 0 && log[end - 1] == '\n') end--;
  int start = end;
  while (start > 0 && log[start - 1] != '\n') start--;
  while (start < end && log[start] != ' ') start++;
  Revision revision;
  for (int index = 0; index < 12; index++) {
    const int place = start + 1 + index;
    if (place >= end || !is_digit(log[place])) return Revision();
    revision.digits[index] = static_cast<char>(log[place]);
  }
  return revision;
}

constexpr Revision revision = newest();

}  // namespace

const char *promptrepo_revision_of_build(void) { return revision.digits; }

#else

const char *promptrepo_revision_of_build(void) { return ""; }

#endif
