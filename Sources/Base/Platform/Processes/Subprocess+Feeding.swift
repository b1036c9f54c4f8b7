internal import CPlatform

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Subprocess {
  /// Runs it with given standard input and on this process's own standard error, and waits for its
  /// end.
  ///
  /// It may leave its input unread, close it, or hand it to others that never read it. Ignores
  /// `SIGPIPE` for this process.
  ///
  /// - Parameter output: Which of this process's streams its standard output goes to.
  /// - Throws: With the call `.spawn` if it cannot be started (`.noEntry`: no such program).
  public func run(
    input: [UInt8], output: StandardStream = .output
  ) throws(SystemError) -> ProcessResult {
    Signals.ignoreFailedWrites()
    let pipe = try Pipe()
    let child = try spawn(streams: [
      pipe.reader.raw, output.rawValue, StandardStream.error.rawValue,
    ])
    let feeder = InputFeeder(name: program, input: input, writer: pipe.takeWriter())
    let early: Int32?
    do throws(SystemError) {
      early = try feeder.run(for: child)
    } catch {
      _ = try wait(for: child)
      throw error
    }
    let status: ProcessResult.Status =
      if let early { ProcessResult.Status(waited: early) } else { try wait(for: child) }
    return ProcessResult(status: status, output: [], error: [])
  }
}

/// Writes to a child's standard input until all is written, nobody can read it, or the child ended.
private struct InputFeeder: ~Copyable {
  let name: String
  let input: [UInt8]
  let writer: Descriptor

  /// How long the child may leave the pipe full before it is asked whether it still runs, in
  /// milliseconds.
  private static let patience: Int32 = 20

  init(name: String, input: [UInt8], writer: consuming Descriptor) {
    self.name = name
    self.input = input
    self.writer = consume writer
  }

  /// Writes, and closes the pipe.
  ///
  /// - Returns: What `waitpid` said of the child if it ended before its input was written.
  consuming func run(for child: pid_t) throws(SystemError) -> Int32? {
    let descriptor = writer.raw
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    var written = 0
    while written < input.count {
      do {
        written += try retrying(.write, name) {
          input.withUnsafeBytes { buffer in
            writeRaw(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
          }
        }
      } catch  where error.errno == .brokenPipe {
        return nil
      } catch  where error.errno == .wouldBlock {
        var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let ready = try retrying(.poll, name) { Int(poll(&polled, 1, Self.patience)) }
        var status: Int32 = 0
        // A process that the child left behind may hold the pipe open for ever.
        if ready == 0, try retrying(.wait, name, { Int(waitpid(child, &status, WNOHANG)) }) != 0 {
          return status
        }
      }
    }
    return nil
  }
}
