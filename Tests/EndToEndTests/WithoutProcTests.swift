import Foundation
import TestSupport
import Testing

/// The programs where `/proc` cannot be read: in a bare chroot, in a sandbox, out of descriptors.
@Suite struct WithoutProcTests {
  /// Replaces the calls by which a program opens or resolves a path.
  private static let shim = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <stdarg.h>
    #include <stdio.h>
    #include <string.h>

    static int is_hidden(const char *path) {
      if (!path || strncmp(path, "/proc", 5) != 0) return 0;
      errno = ENOENT;
      return 1;
    }

    #define OPEN(name)                                                        \
      int name(const char *path, int flags, ...) {                            \
        va_list list;                                                         \
        va_start(list, flags);                                                \
        int mode = va_arg(list, int);                                         \
        va_end(list);                                                         \
        if (is_hidden(path)) return -1;                                       \
        return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name))(    \
            path, flags, mode);                                               \
      }
    OPEN(open)
    OPEN(open64)

    #define FOPEN(name)                                                       \
      FILE *name(const char *path, const char *mode) {                        \
        if (is_hidden(path)) return NULL;                                     \
        return ((FILE * (*)(const char *, const char *)) dlsym(               \
            RTLD_NEXT, #name))(path, mode);                                   \
      }
    FOPEN(fopen)
    FOPEN(fopen64)

    char *realpath(const char *path, char *resolved) {
      if (is_hidden(path)) return NULL;
      return ((char *(*)(const char *, char *))dlsym(RTLD_NEXT, "realpath"))(path, resolved);
    }

    """

  /// Each program does what it is told, and the first finds its companions.
  @Test func argumentsAreRead() throws {
    let repo = try PromptRepo.inWorkTree()
    let hidden = try repo.preloading(Self.shim)
    #expect(try hidden.shell("cat /proc/self/maps").status != 0)
    try hidden.ok("new", "greeting", "--template", "Hi {{name}}.")
    try hidden.ok("commit", "-m", "First")
    #expect(try repo.ok("show", "greeting") == "Hi {{name}}.")
    for name in ["promptrepo", "promptrepo-git", "promptrepo-server", "promptrepo-sync"] {
      let result = try hidden.shell("\(name) show greeting && \(name) show none")
      #expect(result.status == 1, "\(name): \(result.stderr)")
      #expect(result.stdout == "Hi {{name}}.", "\(name)")
      #expect(result.stderr.contains("none"), "\(name): \(result.stderr)")
    }
    #expect(try hidden.ok("key", "list") == "")
    #expect(try hidden.refusal("sync", "hosted").contains("hosted"))
    try repo.expectCleanRepository()
  }
}
