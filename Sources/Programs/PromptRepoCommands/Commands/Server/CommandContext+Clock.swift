internal import Platform
internal import PromptRepo

extension CommandContext {
  /// The time of the clock: keys begin and end by it, whatever date commits are given.
  var clock: Timestamp { Timestamp(milliseconds: SystemClock.nowMilliseconds()) }
}
