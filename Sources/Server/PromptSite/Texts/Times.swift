package import Markup
package import PromptRepo

/// A moment: in UTC, until the page's script shows it where the reader is.
///
/// - Parameter isAge: Whether its age says more, within a week.
package func moment(_ time: Timestamp, isAge: Bool = false) -> HTML {
  let civil = CivilTime(seconds: time.seconds)
  let (date, clock) = (civil.date, civil.time)
  return Markup.time(.datetime("\(date)T\(clock)Z"), .data(.age).when(isAge)) {
    "\(date) \(clock.prefix(5)) UTC"
  }
}
