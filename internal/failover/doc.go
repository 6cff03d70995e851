// Package failover makes one engine out of several: when one fails, the next goes on, and what was
// not finished is not lost. It is the one place where calls of engines are tried again and where
// their silence has an end; the engines themselves try once.
//
// The server makes a [Chain] for each stage of each conversation and has them share one [Health],
// so that an engine found dead is not waited for again by the next turn or the next caller.
//
//   - [Generator]: until the first delta, a temporary failure is tried once more and then the next
//     engine is asked; what has been emitted is never emitted again.
//   - [Speaker]: a voice that fails is replaced in mid-reply, from the clause that was broken off.
//   - [Transcriber]: what the microphone sent and no engine has finished with is kept and heard
//     again by the same engine or the next.
//
// What is worth another try: a [visavis.VendorError] that is Temporary, unless it asks to wait more
// than a second; silence; nothing else. After an UnavailableError or any other error the next
// engine is called at once.
//
// The engines that are made here keep the contracts of package visavis: they may be used by several
// goroutines at once, emit is never called concurrently, and nothing that a call started outlives
// it. Engines are called on the goroutine of the caller, which sees their panics. Health may be used
// from any goroutine.
package failover
