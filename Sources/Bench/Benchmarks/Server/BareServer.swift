internal import CBareServer
internal import Platform

/// A server that answers every request with so many bytes and does nothing else, in a process of
/// its own: what no server on libmicrohttpd can beat.
enum BareServer {
  /// The first word of the command line that makes this program one.
  static let command = "bare-server"

  /// Serves until a signal says to end.
  ///
  /// - Parameter arguments: The size of the answers.
  static func run(_ arguments: [String], _ output: StreamWriter) throws -> Int32 {
    guard let size = arguments.first.flatMap({ Int($0) }), (0...(1 << 30)).contains(size) else {
      throw BenchError("\(command) takes the size of its answers")
    }
    Signals.hold()
    let port = cbareserver_start(size)
    guard port != 0 else { throw BenchError("libmicrohttpd does not start") }
    try output.write("{\"url\":\"http://127.0.0.1:\(port)\"}\n")
    try output.flush()
    while Signals.wait(atMost: 60_000) != .terminate {}
    return 0
  }
}
