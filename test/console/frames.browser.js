// Runs in the page: does something for three seconds, and gives the times between two pictures.
globalThis.framesWhile = async (what) => {
  const milliseconds = 3_000
  const scrolled = [...document.querySelectorAll('[role="table"]')].at(0)
  const canvas = [...document.querySelectorAll('canvas')].at(-1)
  const gaps = []
  const begin = performance.now()
  let before = begin
  return new Promise((resolve) => {
    const draw = (now) => {
      gaps.push(now - before)
      before = now
      const share = (now - begin) / milliseconds
      if (share >= 1) {
        resolve(gaps.slice(1))
        return
      }
      if (what === 'rows' && scrolled) {
        scrolled.scrollTop = share * (scrolled.scrollHeight - scrolled.clientHeight)
      } else if (canvas) {
        const { left, top, width, height } = canvas.getBoundingClientRect()
        const place = { clientX: left + width / 2, clientY: top + height / 2 }
        const deltaY = share < 0.5 ? -40 : 40
        canvas.dispatchEvent(new WheelEvent('wheel', { ...place, deltaY, bubbles: true, cancelable: true }))
      }
      requestAnimationFrame(draw)
    }
    requestAnimationFrame(draw)
  })
}
