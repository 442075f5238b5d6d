// Package visitor is the desk at which people from the widget are received:
// what they may see, who answers them, what becomes of an address they give,
// and what follows when they leave.
//
// A visitor sees the threads that the same browser began and, while the site
// vouches for them, those of the contact whose address is proved; of a thread
// only what was said in the chat. Everything else does not exist. An address
// that was only typed links and shows nothing. What must happen later (mail to
// who left, a transcript, the end of an idle chat) follows the event log and is
// a job, so that no crash loses it.
package visitor
