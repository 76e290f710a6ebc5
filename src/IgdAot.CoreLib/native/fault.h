#pragma once

// Ends the process with a report of this kind at the call before caller (a return address).
_Noreturn void igd_fault_at(const char *kind, const void *caller);
