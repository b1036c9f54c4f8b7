internal import CPlatform

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension CurrentProcess {
  /// The arguments that the process was started with, without its own name.
  ///
  /// Swift itself looks for them in `/proc`, which may be missing, and which takes a free
  /// descriptor.
  public static var arguments: [String] {
    var count: Int32 = 0
    guard let values = promptrepo_arguments(&count) else {
      return Array(CommandLine.arguments.dropFirst())
    }
    return (0..<Int(count)).dropFirst().compactMap { values[$0].map { String(cString: $0) } }
  }

  /// The number, from 1, of the first argument that is not UTF-8, and so is not what
  /// ``arguments`` has for it; `nil` if all are.
  public static var unreadableArgument: Int? {
    var count: Int32 = 0
    guard let values = promptrepo_arguments(&count) else { return nil }
    return (0..<Int(count)).dropFirst().first { place in
      values[place].map { String(validatingCString: $0) == nil } ?? false
    }
  }

  /// The path of the program that this process runs, without symbolic links.
  public static func executablePath() throws(SystemError) -> String {
    #if canImport(Darwin)
      var size: UInt32 = 0
      _ = _NSGetExecutablePath(nil, &size)
      var bytes = [CChar](repeating: 0, count: Int(size) + 1)
      guard _NSGetExecutablePath(&bytes, &size) == 0 else {
        throw SystemError(call: .realpath, path: "the program", errno: .noEntry)
      }
      let path = bytes.withUnsafeBufferPointer { buffer in
        String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
      return try FileSystem().realPath(path)
    #else
      do {
        return try FileSystem().realPath("/proc/self/exe")
      } catch {
        guard let path = promptrepo_program() else { throw error }
        return try FileSystem().realPath(String(cString: path))
      }
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
