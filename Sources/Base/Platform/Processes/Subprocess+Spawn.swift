#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Subprocess {
  /// Starts the program; `streams` become its descriptors 0, 1, 2, which are inherited if absent.
  func spawn(streams: [Int32]) throws(SystemError) -> pid_t {
    for text in [program] + arguments + environment.entries where text.utf8.contains(0) {
      throw SystemError(call: .spawn, path: program, errno: .invalidArgument)
    }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }

    for (target, source) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
    }
    // What is ignored would be inherited; programs expect the default.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGPIPE, SIGXFSZ] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // Threads of a pool block signals; a program that inherited that could not be interrupted.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    var words = [program] + arguments
    if let workingDirectory {
      // There is no portable file action for it; the shell changes directory, then becomes the
      // program. A directory that is missing is told apart from a program that is.
      guard try FileSystem().isDirectory(workingDirectory) else {
        throw SystemError(call: .spawn, path: workingDirectory, errno: .noEntry)
      }
      words = ["/bin/sh", "-c", "cd -- \"$1\" && shift && exec \"$@\"", "sh"]
      words += [workingDirectory, program] + arguments
    }
    return try withCStrings(words) { (argv) throws(SystemError) in
      try withCStrings(environment.entries) { (envp) throws(SystemError) in
        var child: pid_t = 0
        let failed = posix_spawnp(&child, words[0], &actions, &attributes, argv, envp)
        if failed != 0 {
          throw SystemError(
            call: .spawn, path: program, errno: ErrorNumber(rawValue: failed))
        }
        return child
      }
    }
  }

  /// Waits for the end of a child (`waitpid`).
  func wait(for child: pid_t) throws(SystemError) -> ProcessResult.Status {
    var status: Int32 = 0
    _ = try retrying(.wait, program) { Int(waitpid(child, &status, 0)) }
    let signal = status & 0x7f
    return signal == 0 ? .exited((status >> 8) & 0xff) : .signaled(signal)
  }
}

/// Lends a null-terminated array of C strings.
private func withCStrings<Result>(
  _ strings: [String],
  _ body: ([UnsafeMutablePointer<CChar>?]) throws(SystemError) -> Result
) throws(SystemError) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  defer { for pointer in pointers { free(pointer) } }
  pointers.append(nil)
  return try body(pointers)
}
