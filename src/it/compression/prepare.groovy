def src = new File(basedir, 'src')
src.mkdirs()
new File(src, 'vmlinuz-amd64').text = 'the kernel for amd64 ' * 10000
new File(src, 'initramfs-amd64').text = 'the initramfs for amd64 ' * 10000
new File(src, 'os-amd64.iso').text = 'the ISO for amd64'
true
