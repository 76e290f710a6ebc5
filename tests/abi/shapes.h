// C++14: takes a function's declaration apart into the sizes of its result and its parameters.
enum { nothing = 0, pointer = -1 };

template <class T> struct shape { enum { value = sizeof(T) }; };
template <class T> struct shape<T *> { enum { value = pointer }; };
template <> struct shape<void> { enum { value = nothing }; };

template <int...> struct shapes { };
template <class R, class... A> shapes<shape<R>::value, shape<A>::value...> shapes_of(R (*)(A...));
template <class R, class... A> shapes<shape<R>::value, shape<A>::value...> shapes_of(R (*)(A..., ...));

template <class A, class B> struct same { enum { value = false }; };
template <class A> struct same<A, A> { enum { value = true }; };

#define CLAIM_SHAPE(name, ...) \
    static_assert(same<decltype(shapes_of(&name)), shapes<__VA_ARGS__>>::value, #name " has another shape than " #__VA_ARGS__)
