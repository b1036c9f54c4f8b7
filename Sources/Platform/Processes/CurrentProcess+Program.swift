#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension CurrentProcess {
  /// The path of the program that this process runs, without symbolic links.
  public static func executablePath() throws(SystemError) -> String {
    #if canImport(Darwin)
      var size: UInt32 = 0
      _ = _NSGetExecutablePath(nil, &size)
      var bytes = [CChar](repeating: 0, count: Int(size) + 1)
      guard _NSGetExecutablePath(&bytes, &size) == 0 else {
        throw SystemError(call: .realpath, path: CommandLine.arguments[0], errno: .noEntry)
      }
      let path = bytes.withUnsafeBufferPointer { buffer in
        String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
      return try FileSystem().realPath(path)
    #else
      return try FileSystem().realPath("/proc/self/exe")
    #endif
  }

  /// Replaces this process's program by another one (`execv`), which keeps its environment, its
  /// open streams and its process number.
  ///
  /// - Parameters:
  ///   - path: The program.
  ///   - arguments: Its arguments, without its own name.
  public static func become(_ path: String, _ arguments: [String]) throws(SystemError) -> Never {
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    words.append(nil)
    _ = execv(path, words)
    let error = SystemError(call: .spawn, path: path, errno: .current)
    for word in words { free(word) }
    throw error
  }
}
