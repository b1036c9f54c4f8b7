internal import Platform
internal import PromptRepo
internal import PromptServer

extension AccessLog {
  /// The log on standard error.
  static let standardError = AccessLog(
    now: { Timestamp(milliseconds: SystemClock.nowMilliseconds()).rfc3339 },
    write: { line in
      // Where nobody reads the log any more, the server goes on.
      do { try StreamWriter.error.write(line) } catch {}
    })
}
